import { eventually, step, subject, type HttpResponse } from '@touchstone/kit';

/** How long a program on a busy machine may take for what it does in a moment on an idle one. */
export const PATIENCE_MS = 3000;
/** No test is about the time limit or the grace of a job with these. */
const LONG_MS = 600_000;
export const LONG_GRACE_MS = 8000;

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: { readonly bytes: number; readonly tail: string };
  readonly stderr: { readonly bytes: number; readonly tail: string };
}

/** By the test that runs now. */
const started = new Set<string>();

export interface Limits {
  readonly timeoutMs?: number;
  readonly graceMs?: number;
}

export function post(
  command: readonly string[],
  { timeoutMs = LONG_MS, graceMs = LONG_GRACE_MS }: Limits = {},
): Promise<HttpResponse> {
  return subject.post('/jobs', { json: { command, timeoutMs, graceMs }, timeoutMs: PATIENCE_MS });
}

/** Starts a job. @returns its id */
export async function start(command: readonly string[], limits?: Limits): Promise<string> {
  const answer = await post(command, limits);
  expect(answer).toHaveStatus(201);
  expect(answer).toHaveJson({ id: expect.any(String), state: expect.any(String) });
  const { id } = answer.json as Job;
  started.add(id);
  return id;
}

/** Jobs of this test that are not done. Where nobody answers there are none. */
export async function listLeftJobs(): Promise<string[]> {
  for (const id of started) {
    const job = await look(id).catch(() => null);
    if (!job || job.state === 'done') started.delete(id);
  }
  return [...started];
}

export async function tryToCancel(id: string): Promise<void> {
  await cancel(id).catch(() => undefined);
}

export const forgetJobs = (): void => started.clear();

export const shell = (script: string, limits?: Limits): Promise<string> =>
  start(['/bin/sh', '-c', script], limits);

export async function look(id: string): Promise<Job> {
  const answer = await subject.get(`/jobs/${id}`, { timeoutMs: PATIENCE_MS });
  expect(answer).toHaveStatus(200);
  return answer.json as Job;
}

export async function cancel(id: string): Promise<void> {
  expect(await subject.delete(`/jobs/${id}`, { timeoutMs: PATIENCE_MS })).toHaveStatus(202);
}

/** Waits until a job is done. */
export async function untilDone(id: string, what: string, patienceMs = PATIENCE_MS): Promise<Job> {
  let job = await look(id);
  await step(`the state of ${what}`, async () => {
    const problem = await eventually(async () => {
      // Who has lost the job, or is gone, will not have it later.
      const seen = await look(id).catch((error: Error) => error);
      if (seen instanceof Error) return seen;
      job = seen;
      expect(job.state).toBe('done');
      return null;
    }, patienceMs);
    if (problem) throw problem;
  });
  return job;
}

export const endOf = ({ state, outcome, exitCode, signal }: Job) => ({ state, outcome, exitCode, signal });

/** How a job is described that is done. */
export const done = (outcome: string, how: { exitCode?: number; signal?: string } = {}) => ({
  state: 'done',
  outcome,
  exitCode: how.exitCode ?? null,
  signal: how.signal ?? null,
});
