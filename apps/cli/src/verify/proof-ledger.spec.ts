import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProofLedger, type LoadedForProof } from './proof-ledger.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FACTS = { repeats: 3, programs: 1, tests: 20, medianMs: 900 };
const ledger = () => new ProofLedger(join(folder, 'proofs.json'));

/** @param test what its hidden suite says */
function anExercise(test: string, main = 'listen()'): LoadedForProof {
  return {
    exercise: {
      slug: 'todo',
      version: 'v1',
      statement: 'Write a service.',
      hiddenSuite: [{ path: 'tests/hidden/todo.test.ts', content: test }],
    } as unknown as LoadedForProof['exercise'],
    solutions: [
      {
        runtime: 'node',
        name: 'plain',
        files: [{ path: 'main.mjs', content: main }],
        expectation: null,
      },
    ],
  };
}

describe('ProofLedger', () => {
  it('knows nothing before anything was proven', () => {
    expect(ledger().isProven(anExercise('t1'))).toBe(false);
  });

  it('remembers a proof until a suite or a solution changes', () => {
    ledger().record(anExercise('t1'), FACTS);

    expect(ledger().find(anExercise('t1'))).toEqual(FACTS);
    expect(ledger().isProven(anExercise('t1'))).toBe(true);
    expect(ledger().isProven(anExercise('t2'))).toBe(false);
    expect(ledger().isProven(anExercise('t1', 'listen(0)'))).toBe(false);
  });

  it('keeps a proof when only what is read changes', () => {
    const loaded = anExercise('t1');
    ledger().record(loaded, FACTS);

    const reworded = { ...loaded.exercise, version: 'v2', statement: 'Write a service, please.' };

    expect(ledger().isProven({ ...loaded, exercise: reworded as LoadedForProof['exercise'] })).toBe(true);
  });

  it('leaves the lines of other exercises as they are', () => {
    const file = join(folder, 'proofs.json');
    const of = (slug: string): LoadedForProof => {
      const loaded = anExercise('t1');
      return { ...loaded, exercise: { ...loaded.exercise, slug } as LoadedForProof['exercise'] };
    };
    ledger().record(of('a'), FACTS);
    const before = readFileSync(file, 'utf8');

    ledger().record(of('b'), FACTS);

    expect(readFileSync(file, 'utf8').startsWith(before.slice(0, before.lastIndexOf('\n}')))).toBe(true);
  });

  it('adds the figures that an older proof did not keep, and leaves those that are there', () => {
    const loaded = anExercise('t1');
    ledger().record(loaded, { repeats: 3, programs: 1 });
    ledger().record(loaded, FACTS);
    expect(ledger().find(loaded)).toEqual(FACTS);

    ledger().record(loaded, { ...FACTS, medianMs: 1_800 });
    expect(ledger().find(loaded)).toEqual(FACTS);
  });

  it('keeps a proof by more runs, also when it kept no figures', () => {
    const loaded = anExercise('t1');
    ledger().record(loaded, { repeats: 20, programs: 1 });
    ledger().record(loaded, FACTS);

    expect(ledger().find(loaded)).toEqual({ repeats: 20, programs: 1 });
  });

  it('keeps no proof of one or two runs', () => {
    ledger().record(anExercise('t1'), { ...FACTS, repeats: 2 });

    expect(ledger().isProven(anExercise('t1'))).toBe(false);
  });
});
