import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GraderFrame, type ControlAction, type ExerciseKind, type WorkerFrame } from '#contracts';
import { toSuiteFile, type CompiledGrader } from './compiled-grader.js';

export interface LocalRun {
  readonly grader: CompiledGrader;
  /** Path → content of the suite. */
  readonly suite: Readonly<Record<string, string>>;
  /** Arguments for Node that start one instance of the subject, or a whole command. */
  readonly subject: readonly string[];
  readonly kind?: ExerciseKind;
  readonly instances?: number;
  readonly load?: Partial<Extract<WorkerFrame, { type: 'load' }>>;
}

export interface LocalReport {
  readonly frames: readonly GraderFrame[];
  readonly actions: readonly ControlAction[];
  /** Everything on the grader's stderr. */
  readonly log: string;
  readonly exitCode: number | null;
}

/** Plays the worker to a grader process on this machine: the pod's protocol without the pod. Checks every frame. */
export async function runLocally(run: LocalRun): Promise<LocalReport> {
  const directory = join(await mkdtemp(join(run.grader.workspace, 'run-')), 'suite');
  const grader = spawn(process.execPath, ['--no-warnings', run.grader.runner, directory]);
  const firstPort = await findFreePorts(run.instances ?? 1);
  const subjects = Array.from(
    { length: run.instances ?? 1 },
    (_, index) => new LocalSubject(run, index, firstPort + index),
  );
  const frames: GraderFrame[] = [];
  const actions: ControlAction[] = [];
  let log = '';
  grader.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const send = (frame: WorkerFrame) => grader.stdin.write(`${JSON.stringify(frame)}\n`);
  const files = await Promise.all(
    Object.entries(run.suite).map(([path, content]) => toSuiteFile(path, content)),
  );

  async function answer(frame: GraderFrame): Promise<void> {
    if (frame.type === 'hello') send(aLoad(run, files, subjects));
    if (frame.type === 'plan') {
      for (const subject of subjects) subject.start(send);
      send({ type: 'subject-started' });
    }
    if (frame.type === 'control') {
      actions.push(frame.request);
      const value = await act(frame.request, subjects, send);
      send({ type: 'control-result', id: frame.id, ok: true, value });
    }
  }
  createInterface({ input: grader.stdout }).on('line', (line) => {
    const frame = GraderFrame.parse(JSON.parse(line));
    frames.push(frame);
    void answer(frame);
  });

  const exitCode = await new Promise<number | null>((resolve) => grader.on('close', resolve));
  for (const subject of subjects) await subject.kill();
  return { frames, actions, log, exitCode };
}

async function act(
  request: ControlAction,
  subjects: readonly LocalSubject[],
  send: (frame: WorkerFrame) => void,
): Promise<unknown> {
  const subject = subjects['instance' in request ? request.instance : 0];
  if (request.action === 'kill' || request.action === 'restart') await subject?.kill();
  if (request.action === 'restart') subject?.start(send);
  if (request.action === 'read-logs') return { text: subject?.output ?? '' };
  return undefined;
}

class LocalSubject {
  output = '';
  #process: ChildProcess | null = null;

  constructor(
    readonly run: LocalRun,
    readonly index: number,
    readonly port: number,
  ) {}

  start(send: (frame: WorkerFrame) => void): void {
    const [command = process.execPath, ...args] = this.run.subject;
    const child = spawn(command, args, {
      env: { ...process.env, PORT: String(this.port), INSTANCE: String(this.index) },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.on('close', (exitCode) => {
      if (this.#process === child)
        send({ type: 'subject-exited', instance: this.index, exitCode, oomKilled: false });
    });
    this.#process = child;
  }

  /** An end that was asked for: not told to the grader. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
}

function aLoad(
  run: LocalRun,
  files: { path: string; content: string }[],
  subjects: readonly LocalSubject[],
): WorkerFrame {
  return {
    type: 'load',
    protocol: 2,
    kind: run.kind ?? 'service',
    files,
    seed: '0123456789abcdef' as Extract<WorkerFrame, { type: 'load' }>['seed'],
    subjects: subjects.map(({ index, port }) => ({ index, port })),
    services: [],
    upstreams: [],
    testTimeoutMs: 5000,
    startTimeoutMs: 10_000,
    maxCrashRestarts: 3,
    ...run.load,
  };
}

/** Below the range of outgoing connections, as in a pod. */
async function findFreePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
