/**
 * The judge that everybody writes first, for the benchmark to measure against: runner and program side by side in
 * one place, no limits, no isolation. Runs inside the benchmark's own image (`docker run`) and, in a copy of that
 * image's files, as plain processes of the host. Its arguments are the services that there will be. Says `ready` once its runner is loaded; then a job as JSON on stdin, and its
 * counts on stdout.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface PlainJob {
  readonly kind: 'service' | 'module' | 'artifact';
  readonly suite: readonly { path: string; content: string }[];
  readonly files: readonly { path: string; content: string }[];
  readonly seed: string;
  readonly testTimeoutMs: number;
  /** A database that is running already. */
  readonly services: readonly {
    readonly name: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly subjectUser: string;
    readonly subjectPassword: string;
  }[];
}

/** What the runner says, as far as this judge listens. */
interface Heard {
  readonly type: string;
  readonly id: number;
  readonly request: { readonly action: string };
  readonly passed: number;
  readonly failed: number;
  /** Why it cannot go on. */
  readonly message?: string;
}

const PORT = 8080;
const WORK = '/work';
const SUITE = '/tmp/plain-suite';

const runner = spawn(
  'node',
  ['--no-warnings', '/opt/touchstone/start.cjs', SUITE, ...process.argv.slice(2)],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const heard: AsyncIterator<string, undefined> = createInterface({ input: runner.stdout })[
  Symbol.asyncIterator
]();
const send = (frame: object): unknown => runner.stdin.write(`${JSON.stringify(frame)}\n`);
let subject: ChildProcess | undefined;

await hear('hello');
process.stdout.write('ready\n');
const job = JSON.parse(await text(process.stdin)) as PlainJob;
try {
  process.stdout.write(`${JSON.stringify(await judgePlainly(job))}\n`);
} finally {
  subject?.kill('SIGKILL');
  runner.kill('SIGKILL');
  rmSync(SUITE, { recursive: true, force: true });
}

async function judgePlainly({ kind, suite, files, seed, services, testTimeoutMs }: PlainJob) {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(WORK, path)), { recursive: true });
    writeFileSync(join(WORK, path), content);
  }
  const limits = { testTimeoutMs, startTimeoutMs: 10_000, maxCrashRestarts: 0 };
  const subjects = [{ index: 0, port: PORT }];
  send({ type: 'load', protocol: 2, kind, files: suite, seed, subjects, services, ...limits });
  await hear('plan');
  startProgram();
  send({ type: 'subject-started' });
  const { passed, failed } = await hear('done');
  return { passed, failed };
}

/** The next frame of that type; does what is asked for meanwhile. */
async function hear(type: string): Promise<Heard> {
  for (;;) {
    const line = await heard.next();
    if (line.done) throw new Error('the runner ended before it was done');
    const frame = JSON.parse(line.value) as Heard;
    if (frame.type === 'control') void carryOut(frame.id, frame.request.action).then(send);
    if (frame.message !== undefined) throw new Error(`${frame.type}: ${frame.message}`);
    if (frame.type === type) return frame;
  }
}

/** The faults that plain processes can have too. */
async function carryOut(id: number, action: string): Promise<object> {
  if (action === 'pause') subject?.kill('SIGSTOP');
  else if (action === 'resume') subject?.kill('SIGCONT');
  else if (action === 'kill') await endProgram();
  else if (action === 'restart') {
    await endProgram();
    startProgram();
  } else return { type: 'control-result', id, ok: false, error: `no ${action} here` };
  return { type: 'control-result', id, ok: true };
}

function startProgram(): void {
  const { kind, services } = job;
  const main = kind === 'module' ? '/opt/touchstone/driver/main.js' : join(WORK, mainFile());
  const urls = services.map(({ name, port, subjectUser, subjectPassword }) => [
    name === 'postgres' ? 'DATABASE_URL' : `${name.toUpperCase()}_URL`,
    `${name}://${subjectUser}:${subjectPassword}@127.0.0.1:${port}/app`,
  ]);
  const env = {
    ...process.env,
    ...(Object.fromEntries(urls) as NodeJS.ProcessEnv),
    PORT: String(PORT),
    INSTANCE: '0',
  };
  subject = spawn('node', ['--no-warnings', main], { cwd: WORK, env, stdio: 'ignore' });
}

async function endProgram(): Promise<void> {
  if (!subject || subject.exitCode !== null || subject.signalCode !== null) return;
  const ended = once(subject, 'exit');
  subject.kill('SIGKILL');
  await ended;
}

function mainFile(): string {
  const main = job.files.find(({ path }) => /^main\.(ts|js|mjs)$/.test(path));
  if (main === undefined) throw new Error('the job has no main file');
  return main.path;
}
