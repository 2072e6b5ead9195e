import { Requeued, SubmissionId } from '#contracts';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';

export interface RequeueOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly server?: string;
}

/** Has given-up submissions judged again: the named ones, or with --all every one. For admins. */
export async function requeue(
  context: Context,
  words: readonly string[],
  options: RequeueOptions,
): Promise<number> {
  if (words.length > 0 === (options.all === true))
    throw new CommandError('name the submissions to judge again, or say --all');
  const ids = words.map(readId);
  const client = await connect(context, chooseServer(context, options.server));
  const { submissions } = await client.call('operations/requeue', Requeued, {
    method: 'POST',
    body: ids.length > 0 ? { submissions: ids } : {},
  });
  const left = ids.filter((id) => !submissions.includes(id));
  if (options.json === true) context.terminal.print(JSON.stringify({ requeued: submissions, left }));
  else tell(context, submissions, left);
  return left.length === 0 ? EXIT_CODE.ok : EXIT_CODE.notAccepted;
}

function tell({ terminal }: Context, requeued: readonly string[], left: readonly string[]): void {
  for (const id of requeued) terminal.print(`${id} is queued again`);
  for (const id of left) terminal.print(`${id} was not given up: nothing was done with it`);
  if (requeued.length + left.length === 0) terminal.print('No submission was given up.');
}

function readId(word: string): SubmissionId {
  const parsed = SubmissionId.safeParse(word);
  if (!parsed.success) throw new CommandError(`${word} is not the id of a submission`);
  return parsed.data;
}
