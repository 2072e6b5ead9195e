import { describe, expect, it } from '@jest/globals';
import { GOOD_FILES } from '../test/exercise-folder.js';
import { locateProblems } from './locate-problems.js';
import { finding, type ProofProblem } from './proof-problem.js';

const EXPECT = 'solutions/node/rejected/mute/expect.yaml';
const files = Object.entries({
  ...GOOD_FILES,
  [EXPECT]: `outcome: partial\nmessage: expected a\nfails:\n  - Basics › other\n  - Basics › echoes\nbecause: It never answers at all.\n`,
}).map(([path, content]) => ({ path, content }));
const locate = (problem: Partial<ProofProblem>) => {
  const [found] = locateProblems([{ ...finding('it differs'), program: null, ...problem }], files);
  return `${found?.file}:${found?.line}:${found?.column}`;
};

describe('locateProblems', () => {
  const program = 'node/rejected/mute';
  const test = 'Basics › echoes';

  it.each<[string, Partial<ProofProblem>, string]>([
    ['an outcome', { program, promise: 'outcome' }, `${EXPECT}:1:10`],
    ['a message', { program, promise: 'message' }, `${EXPECT}:2:10`],
    ['a listed test', { program, promise: 'fails', test }, `${EXPECT}:5:5`],
    ['an unlisted test', { program, promise: 'fails', test: 'Basics › new' }, `${EXPECT}:4:3`],
    ['a missing floor', { program: 'node/starter', promise: 'starterFloor' }, 'exercise.yaml:2:1'],
    ['a test that catches nothing', { test }, 'tests/hidden/echo.test.ts:2:3'],
    ['a test that an accepted solution fails', { program, test }, 'tests/hidden/echo.test.ts:2:3'],
    ['a test that nobody wrote', { test: 'Basics › ghost' }, 'tests/hidden:1:1'],
    ['a starter as a whole', { program: 'node/starter' }, 'starter/node:1:1'],
    ['a solution as a whole', { program }, 'solutions/node/rejected/mute:1:1'],
  ])('finds %s', (_, problem, place) => {
    expect(locate(problem)).toBe(place);
  });
});
