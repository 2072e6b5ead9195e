import { SubmissionDetail, type SubmissionId } from '#contracts';
import type { ApiClient } from './api/api-client.js';
import { watchSubmission } from './api/watch-submission.js';
import type { Context } from './context.js';
import { CommandError, EXIT_CODE } from './exit-code.js';
import { toExitCode } from './outcome-exit-code.js';
import { renderVerdict } from './terminal/render-verdict.js';
import { VerdictProgress } from './terminal/verdict-progress.js';

/** Shows a submission being judged until its verdict. @returns the exit code that the outcome stands for */
export async function followSubmission(
  context: Context,
  client: ApiClient,
  id: SubmissionId,
  options: { json: boolean },
): Promise<number> {
  const { terminal } = context;
  const progress = new VerdictProgress(terminal);
  let sawTests = false;
  try {
    for await (const event of watchSubmission(client, id, context.signal)) {
      sawTests ||= event.type === 'test';
      if (options.json) terminal.print(JSON.stringify(event));
      else progress.take(event);
    }
  } catch (error) {
    if (context.signal.aborted)
      terminal.note(`it is still being judged; see it later with: touchstone status ${id}`);
    throw error;
  }
  const submission = await client.call(`submissions/${id}`, SubmissionDetail, { signal: context.signal });
  return showSubmission(context, submission, { json: options.json, tests: !sawTests });
}

/** Prints a submission's verdict, or where it is on its road. */
export function showSubmission(
  { terminal }: Context,
  submission: SubmissionDetail,
  options: { json: boolean; tests: boolean },
): number {
  if (options.json) terminal.print(JSON.stringify({ type: 'verdict', submission }));
  const { verdict, status, queuePosition } = submission;
  if (verdict !== null) {
    if (!options.json)
      terminal.print(renderVerdict(verdict, terminal.style, { tests: options.tests }).join('\n'));
    return toExitCode(verdict.outcome);
  }
  if (status === 'judged') throw new CommandError('the verdict cannot be read', EXIT_CODE.ourFault);
  if (!options.json)
    terminal.print(queuePosition === null ? status : `${status}, ${queuePosition} before it`);
  return EXIT_CODE.ok;
}
