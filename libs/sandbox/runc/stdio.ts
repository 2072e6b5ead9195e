import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import type { OutputSink } from '../pod/pod-container.js';
import type { PipeStock } from './pipe-stock.js';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** Both ends of a program's three streams. */
export interface Stdio {
  /** The program's ends, which are to be closed here once it has them. */
  readonly theirs: readonly [number, number, number];
  readonly stdin: Socket;
  /** Settles when the last output was read. */
  readonly outputEnd: Promise<void>;
  closeTheirs(): void;
  hangUp(): void;
}

/** Opens three pipes. Pipes and not the sockets that Node would make: a program may open `/dev/stdout` again, which a socket does not allow. */
export async function openStdio(stock: PipeStock, sink: OutputSink): Promise<Stdio> {
  const [first = '', second = '', third = ''] = await stock.take(3);
  const [stdin, stdout, stderr] = [openPipe(first, 'in'), openPipe(second, 'out'), openPipe(third, 'out')];
  const pipes = [stdin, stdout, stderr];
  // What can no longer be written, or read, is of no more interest: how the program ended tells why.
  for (const { ours } of pipes) ours.on('error', () => undefined);
  stdout.ours.on('data', (bytes: Buffer) => sink.stdout(bytes));
  stderr.ours.on('data', (bytes: Buffer) => sink.stderr(bytes));
  return {
    theirs: [stdin.theirs, stdout.theirs, stderr.theirs],
    stdin: stdin.ours,
    outputEnd: Promise.all([stdout.ours, stderr.ours].map(untilClosed)).then(() => undefined),
    closeTheirs: () => pipes.forEach(({ theirs }) => closeSync(theirs)),
    hangUp: () => pipes.forEach(({ ours }) => void ours.destroy()),
  };
}

interface Pipe {
  /** Blocks, as a program expects it. */
  readonly theirs: number;
  readonly ours: Socket;
}

/** @param flow as the program sees it */
function openPipe(path: string, flow: 'in' | 'out'): Pipe {
  const [their, our] = flow === 'in' ? [O_RDONLY, O_WRONLY] : [O_WRONLY, O_RDONLY];
  // Open on both sides, so that neither of the others waits for the other one.
  const both = openSync(path, O_RDWR);
  try {
    const theirs = openSync(path, their);
    const fd = openSync(path, our | O_NONBLOCK);
    return { theirs, ours: new Socket({ fd, readable: flow === 'out', writable: flow === 'in' }) };
  } finally {
    closeSync(both);
    unlinkSync(path);
  }
}

const untilClosed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()));
