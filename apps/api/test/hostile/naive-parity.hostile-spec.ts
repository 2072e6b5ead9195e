import { describe, expect, it } from '@jest/globals';
import { readCorpus, withShared, type HostileCase } from './hostile-case.js';
import { judgeNaively, type NaiveVerdict } from './naive-judge.js';
import { makeCanaries } from './target-exercises.js';

const ONLY = (process.env['TOUCHSTONE_HOSTILE'] ?? '').split(',').filter(Boolean);
const canaries = makeCanaries();
const winners = readCorpus(ONLY).filter(({ naive }) => naive !== undefined);

const judge = (one: Pick<HostileCase, 'exercise' | 'runtime' | 'files'>): Promise<NaiveVerdict> => {
  const kind = one.exercise === 'vault-module' ? 'module' : 'service';
  return judgeNaively({ kind, runtime: one.runtime, files: one.files, canaries });
};

function disclosed({ output }: NaiveVerdict, { never }: HostileCase): boolean {
  // The harness prints titles itself: what a program found is what matters.
  const found = output.split('\n').filter((line) => !/^(not )?ok /.test(line) || /leak: |took /.test(line));
  const secrets = [...Object.values(canaries), ...never];
  return secrets.some((secret) => found.some((line) => line.includes(secret)));
}

describe('the naive judge', () => {
  const honest = "export { Counter, double, seal } from './honest.mjs';\n";

  it('lets a right program pass and a wrong one fail', async () => {
    const right = withShared([{ path: 'main.mjs', content: honest }], 'node');
    const wrong = right.map((file) =>
      file.path === 'honest.mjs' ? { ...file, content: file.content.replace('2 * n', '3 * n') } : file,
    );

    const verdicts = await Promise.all(
      [right, wrong].map((files) => judge({ exercise: 'vault-module', runtime: 'node', files })),
    );

    expect(verdicts.map(({ passed }) => passed)).toEqual([true, false]);
  }, 60_000);

  for (const one of winners) {
    it(`${one.naive === 'passes' ? 'is deceived by' : 'tells its secrets to'} ${one.name}`, async () => {
      const verdict = await judge(one);

      const won = one.naive === 'passes' ? verdict.passed : disclosed(verdict, one);
      const output = verdict.output.slice(-2000);
      expect({ won, output }).toEqual({ won: true, output });
    }, 60_000);
  }

  it('loses to every disclosure and every forgery', () => {
    const exempt = readCorpus(ONLY).filter(({ id, naive }) => /^[BC]/.test(id) && naive === undefined);

    expect(exempt.map(({ name }) => name)).toEqual(
      EXEMPT.filter((name) => exempt.some((one) => one.name === name)),
    );
  });
});

/** They attack what only this judge has (a driver, a mock in the grader), or are lost everywhere. */
const EXEMPT = [
  'accepted/node/C15-leave-after-the-answers',
  'partial/node/C18-mock-admin-routes',
  'wrong-answer/node/C06-patch-what-the-driver-uses',
  'wrong-answer/node/C14-largest-answers',
  'wrong-answer/python/C15-answer-late',
];
