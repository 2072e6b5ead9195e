import { SubmissionDetail, SubmissionId } from '#contracts';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError } from '../exit-code.js';
import { followSubmission, showSubmission } from '../follow-submission.js';
import { findProject } from '../workspace/project-file.js';

export interface StatusOptions {
  readonly server?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Shows a submission's verdict; with --watch waits for it. */
export async function status(context: Context, id: string, options: StatusOptions): Promise<number> {
  const parsed = SubmissionId.safeParse(id);
  if (!parsed.success) throw new CommandError(`${id} is not the id of a submission: submit prints it`);
  const client = await connect(
    context,
    chooseServer(context, options.server, await findProject(context.cwd)),
  );
  const json = options.json === true;
  if (options.watch === true) return followSubmission(context, client, parsed.data, { json });
  const submission = await client.call(`submissions/${parsed.data}`, SubmissionDetail);
  return showSubmission(context, submission, { json, tests: true });
}
