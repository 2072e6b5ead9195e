import { createHash } from 'node:crypto';

/**
 * A stream of 32-bit numbers that a seed and a label determine, by sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of
 * state, passes BigCrush, and short enough to read. Not for secrets.
 *
 * The label makes one stream per test, so that the values of a test do not depend on which tests ran before it.
 */
export function randomStream(seed: string, label: string): () => number {
  const digest = createHash('sha256').update(`${seed}\n${label}`).digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = 1;

  return () => {
    const value = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + value) >>> 0;
    return value;
  };
}
