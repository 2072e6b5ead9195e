/**
 * The judge that everybody writes first, for the benchmark to measure against: runner and program side by side in
 * one place, no limits, no isolation. Runs inside the benchmark's own image (`docker run`) and, in a copy of that
 * image's files, as plain processes of the host. Job as JSON on stdin; wall time in milliseconds on stdout.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface PlainJob {
  readonly kind: 'service' | 'module' | 'artifact';
  readonly suite: readonly { path: string; content: string }[];
  readonly files: readonly { path: string; content: string }[];
  readonly seed: string;
}

/** What the runner says, as far as this judge listens. */
interface Heard {
  readonly type: string;
  readonly id: number;
  readonly request: { readonly action: string };
  readonly passed: number;
  readonly failed: number;
}

const PORT = 8080;
const WORK = '/work';
const SUITE = '/tmp/plain-suite';

const job = JSON.parse(await text(process.stdin)) as PlainJob;
for (const { path, content } of job.files) {
  mkdirSync(dirname(join(WORK, path)), { recursive: true });
  writeFileSync(join(WORK, path), content);
}
const startedAt = performance.now();
const counts = await judgePlainly(job);
process.stdout.write(`${JSON.stringify({ ...counts, wallMs: performance.now() - startedAt })}\n`);
rmSync(SUITE, { recursive: true, force: true });

async function judgePlainly({ kind, suite, seed }: PlainJob): Promise<{ passed: number; failed: number }> {
  const runner = spawn('node', ['--no-warnings', '/opt/touchstone/runner/main.js', SUITE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let subject: ChildProcess | undefined;
  const send = (frame: object) => runner.stdin.write(`${JSON.stringify(frame)}\n`);
  try {
    for await (const line of createInterface({ input: runner.stdout })) {
      const frame = JSON.parse(line) as Heard;
      if (frame.type === 'hello') {
        const limits = { testTimeoutMs: 10_000, startTimeoutMs: 10_000, maxCrashRestarts: 0 };
        const subjects = [{ index: 0, port: PORT }];
        send({ type: 'load', protocol: 1, kind, files: suite, seed, subjects, services: [], ...limits });
      }
      if (frame.type === 'plan') {
        subject = startProgram(kind);
        send({ type: 'subject-started' });
      }
      if (frame.type === 'control') send(carryOut(frame.id, frame.request.action, subject));
      if (frame.type === 'done') return { passed: frame.passed, failed: frame.failed };
    }
    throw new Error('the runner ended before it was done');
  } finally {
    subject?.kill('SIGKILL');
    runner.kill('SIGKILL');
  }
}

/** The two faults that plain processes can have too. */
function carryOut(id: number, action: string, subject: ChildProcess | undefined): object {
  const signal = { pause: 'SIGSTOP', resume: 'SIGCONT' }[action] as NodeJS.Signals | undefined;
  if (signal === undefined) return { type: 'control-result', id, ok: false, error: `no ${action} here` };
  subject?.kill(signal);
  return { type: 'control-result', id, ok: true };
}

function startProgram(kind: PlainJob['kind']): ChildProcess {
  const main = kind === 'module' ? '/opt/touchstone/driver/main.js' : join(WORK, mainFile());
  const env = { ...process.env, PORT: String(PORT), INSTANCE: '0' };
  return spawn('node', ['--no-warnings', main], { cwd: WORK, env, stdio: 'ignore' });
}

function mainFile(): string {
  const main = job.files.find(({ path }) => /^main\.(ts|js|mjs)$/.test(path));
  if (main === undefined) throw new Error('the job has no main file');
  return main.path;
}
