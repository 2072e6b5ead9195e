import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { resolve } from 'node:path';
import { SubmissionSummary, type RuntimeName, type SubmissionFile, type SubmissionMode } from '#contracts';
import { Unreachable, type ApiClient } from '../api/api-client.js';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import type { Style } from '../terminal/style.js';
import { getRuntime } from '../workspace/find-runtime.js';
import { findProject, type Project } from '../workspace/project-file.js';
import { readSubmission } from '../workspace/read-submission.js';
import { followSubmission } from '../follow-submission.js';

export interface SubmitOptions {
  readonly server?: string;
  readonly exercise?: string;
  readonly runtime?: string;
  readonly public?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Hands in a folder and, unless told otherwise, watches it being judged. 0 accepted, 1 not, 2 not judged. */
export async function submit(
  context: Context,
  folder: string | undefined,
  options: SubmitOptions,
): Promise<number> {
  const { terminal } = context;
  const json = options.json === true;
  const order = await readOrder(context, folder, options);
  const client = await connect(context, chooseServer(context, options.server, order.project));
  const submission = await send(client, order, context.signal);
  if (json) terminal.print(JSON.stringify({ type: 'submitted', submission }));
  else terminal.print(tellSubmitted(order, submission, terminal.style));
  if (options.watch ?? (terminal.live || json)) {
    return followSubmission(context, client, submission.id, { json });
  }
  if (!json) terminal.print(`submitted; see the verdict with: touchstone status ${submission.id}`);
  return EXIT_CODE.ok;
}

/** What is handed in, read and checked before the server is asked anything. */
interface Order {
  readonly exercise: string;
  readonly mode: SubmissionMode;
  readonly body: { readonly runtime: RuntimeName; readonly files: readonly SubmissionFile[] };
  readonly project: Project | null;
}

async function readOrder(
  context: Context,
  folder: string | undefined,
  options: SubmitOptions,
): Promise<Order> {
  const dir = resolve(context.cwd, folder ?? '.');
  const project = await findProject(dir);
  const exercise = getExerciseName(options, project);
  const files = await readSubmission(dir, project?.provided);
  const runtime = getRuntime(options.runtime, project?.runtime, files);
  return {
    exercise,
    mode: options.public === true ? 'public' : 'graded',
    body: { runtime, files },
    project,
  };
}

function tellSubmitted({ exercise, body, mode }: Order, { id }: SubmissionSummary, style: Style): string {
  const files = `${body.files.length} file${body.files.length === 1 ? '' : 's'}`;
  const what = mode === 'public' ? ', public tests only' : '';
  return `${style.bold(exercise)}  ${files}, ${body.runtime}${what}  ${style.dim(id)}`;
}

function getExerciseName(options: SubmitOptions, project: Project | null): string {
  const name = options.exercise ?? project?.exercise;
  if (name !== undefined) return name;
  throw new CommandError(
    'which exercise is this for? Pass --exercise <slug>, or work in a folder made by touchstone download',
  );
}

const TRIES = 4;
const PAUSE_MS = 500;

/** The same key each time: however often the answer is lost, there is one submission. */
async function send(client: ApiClient, order: Order, signal: AbortSignal): Promise<SubmissionSummary> {
  const { exercise, mode, body } = order;
  const path = `exercises/${encodeURIComponent(exercise)}/submissions?mode=${mode}`;
  const headers = { 'idempotency-key': randomUUID() };
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await client.call(path, SubmissionSummary, { method: 'POST', body, headers, signal });
    } catch (error) {
      if (!(error instanceof Unreachable) || left === 0) throw error;
      await delay(PAUSE_MS, undefined, { signal });
    }
  }
}
