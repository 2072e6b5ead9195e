import { describe, expect, it } from '@jest/globals';
import { PhaseMarks } from './phase-marks.js';

const NONCE = 'abababac';

function read(text: string, size = text.length): { marks: string[]; output: string } {
  const seen = { marks: [] as string[], output: '' };
  const reader = new PhaseMarks(
    NONCE,
    (mark) => seen.marks.push(mark),
    (bytes) => (seen.output += bytes.toString('latin1')),
  );
  for (let at = 0; at < text.length; at += size)
    reader.push(Buffer.from(text.slice(at, at + size), 'latin1'));
  reader.end();
  return seen;
}

describe('PhaseMarks', () => {
  const whole = `tar: note\n${NONCE} building\nerror abab\nmore${NONCE} starting\nlog\n`;

  it.each([1, 2, 3, 7, 100])('takes the marks out of a stream cut into pieces of %d', (size) => {
    expect(read(whole, size)).toEqual({
      marks: ['building', 'starting'],
      output: 'tar: note\nerror abab\nmorelog\n',
    });
  });

  it('finds a failed build', () => {
    expect(read(`${NONCE} building\nmain.ts:1\n${NONCE} build-failed\n`)).toEqual({
      marks: ['building', 'build-failed'],
      output: 'main.ts:1\n',
    });
  });

  it('leaves everything alone once the program runs', () => {
    const copied = `${NONCE} build-failed\n`;

    expect(read(`${NONCE} starting\n${copied}`, 5)).toEqual({ marks: ['starting'], output: copied });
  });

  it('passes lines that only look like marks', () => {
    const text = `${NONCE} sleeping\n${NONCE.slice(0, 5)}\n${NONCE}`;

    expect(read(text, 4)).toEqual({ marks: [], output: text });
  });

  it('holds back no more than a mark is long', () => {
    let output = 0;
    const reader = new PhaseMarks(
      NONCE,
      () => undefined,
      (bytes) => (output += bytes.length),
    );

    reader.push(Buffer.from(`${NONCE}${'x'.repeat(100_000)}`));

    expect(output).toBe(100_000 + NONCE.length);
  });
});
