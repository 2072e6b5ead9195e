import { load, random, step, subject } from '@touchstone/kit';

const MIB = 1024 * 1024;

/** What a round leaves behind in a program that keeps everything: far more than what is allowed. */
const ROUND_MIB = 56;
const ALLOWED_MIB = 28;

/** A garbage collector may be late. Who leaks grows in each round; who does not has had the time. */
const ROUNDS = 3;

/** What a character weighs in a text with rare ones in it, in Node.js and in Python. */
const BYTES_PER_CHARACTER = 2;

export interface Work {
  /** How the learner reads what was done. */
  readonly what: string;
  /** What one item weighs in memory. */
  readonly kib: number;
  /** What has to be there before, in the program that was started anew. */
  readonly prepare?: () => Promise<void>;
  /** Does it with `count` items. */
  readonly run: (count: number) => Promise<void>;
}

/** Does the same again and again and looks at the memory of the program, which may grow by no more than a part of what went through it. */
export async function expectToStayFlat({ what, kib, prepare, run }: Work): Promise<void> {
  // The more a program holds, the later its collector begins: what another feature leaks must not count here.
  await subject.restart();
  await prepare?.();
  const count = Math.round((ROUND_MIB * 1024) / kib);
  // What is allocated once is there now: buffers, compiled code, whatever is kept by right.
  await run(Math.round(count / 4));
  const before = await readMib();
  let grown = 0;
  let done = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await run(count);
    done += count;
    grown = (await readMib()) - before;
    if (grown <= ALLOWED_MIB) break;
  }
  await step(`MiB that your program grew by over ${done} ${what}`, () =>
    expect(grown).toBeLessThanOrEqual(ALLOWED_MIB),
  );
}

/** Runs `work` that often, a few at a time; the first thing that goes wrong is the test's failure. */
export async function repeat(count: number, work: (index: number) => Promise<void>): Promise<void> {
  const { errors } = await load(count, 4, work);
  if (errors[0]) throw errors[0];
}

/** Gives texts that weigh so many KiB in memory, each its own, in lines of 64 characters. */
export function largeTexts(kib: number): () => string {
  const length = (kib * 1024) / BYTES_PER_CHARACTER;
  const lines = Array.from({ length: 64 }, () => `✔ ${Buffer.from(random.bytes(45)).toString('base64')}  \n`);
  const filler = lines.join('').repeat(Math.ceil(length / 4096));
  let made = 0;
  return () => {
    made += 1;
    return `${random.word(12)} ${made}`.padEnd(63) + '\n' + filler.slice(0, length - 64);
  };
}

const readMib = async (): Promise<number> => Math.round((await subject.usage()).memoryBytes / MIB);
