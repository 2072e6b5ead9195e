import { describe, expect, it } from '@jest/globals';
import type { LocatedProblem, Mark, MatrixRow } from '#exercise-catalog';
import { createStyle } from '../terminal/style.js';
import { renderProof, type ShownProof } from './render-proof.js';

const row = (program: string, role: MatrixRow['role'], marks: Mark[], expected = true): MatrixRow => ({
  program,
  role,
  outcome: role === 'accepted' ? 'accepted' : 'partial',
  score: role === 'accepted' ? 100 : 40,
  expected: true,
  cells: marks.map((mark) => ({ mark, expected })),
});
const proof = (overrides: Partial<ShownProof> = {}): ShownProof => ({
  proven: true,
  problems: [],
  unproven: [],
  flaky: [],
  incomplete: false,
  matrix: {
    tests: ['Basics › echoes', 'Basics › keeps case', 'More › lasts'],
    rows: [
      row('node/starter', 'starter', ['failed', 'failed', 'failed']),
      row('node/accepted/plain', 'accepted', ['passed', 'passed', 'passed']),
      row('node/rejected/mute', 'rejected', ['failed', 'failed', 'not-run']),
      row('node/rejected/shouts', 'rejected', ['passed', 'failed', 'failed']),
    ],
  },
  headRoom: [
    { limit: 'test time', used: 3000, allowed: 5000, unit: 'ms', share: 0.6, by: 'node/accepted/plain' },
  ],
  ...overrides,
});
const problem = (program: string | null, message: string): LocatedProblem => ({
  program,
  message,
  test: null,
  promise: null,
  file: 'exercise.yaml',
  line: 3,
  column: 7,
});
const facts = { slug: 'echo', repeats: 3, tookMs: 12_340, partial: false };
const render = (given: ShownProof, width = 80, more = {}) =>
  renderProof(given, { ...facts, ...more }, createStyle(false), width).join('\n');

describe('renderProof', () => {
  it('says what the programs had to do without', () => {
    expect(render(proof(), 80, { throttle: 50 })).toMatch(
      /3 runs each at 50 % of the processor time, 12\.3 s/,
    );
  });

  it('shows which program fails which test, how many each test catches, and the head-room', () => {
    expect(render(proof())).toBe(`
  A  node/starter          partial      40
  B  node/accepted/plain   accepted    100
  C  node/rejected/mute    partial      40
  D  node/rejected/shouts  partial      40

· passes   ✘ fails as it should   ! not as expected   ? not the same each time   blank: did not run
                       A   B   C D  kills
  Basics
    echoes             ✘   ·   ✘ ·      1
    keeps case         ✘   ·   ✘ ✘      2
  More
    lasts              ✘   ·     ✘      1

  Head-room (the most that any accepted solution used)
    test time    3000 of   5000 ms    60 %  node/accepted/plain  tight: a busier machine could fail it
  Flake rate  0 of 4 programs not the same each time

✔ echo is proven (4 programs × 3 hidden tests, 3 runs each, 12.3 s)`);
  });

  it('marks what is not as expected, and says what is wrong by program', () => {
    const rows = [row('node/rejected/mute', 'rejected', ['passed', 'unstable', 'failed'], false)];
    const problems = [
      problem('node/rejected/mute', 'does not fail “Basics › echoes”\nat all'),
      problem(null, '“More › lasts” fails no rejected solution: write one that it catches'),
    ];

    const text = render(
      proof({ proven: false, problems, headRoom: [], matrix: { ...proof().matrix, rows } }),
    );

    expect(text).toContain('echoes             !      0');
    expect(text).toContain('keeps case         ?      0');
    expect(text).toContain('lasts              !      0');
    expect(text).toContain(
      '  node/rejected/mute\n    ✘ does not fail “Basics › echoes”\n      at all\n      exercise.yaml:3:7\n',
    );
    expect(text).toContain('  tests/hidden\n    ✘ “More › lasts” fails no rejected solution');
    expect(text).toContain('✘ echo is not proven: 2 problems');
  });

  it('stays readable with 30 long titles and 12 solutions on 80 columns', () => {
    const tests = Array.from(
      { length: 30 },
      (_, i) => `Group ${i % 3} › ${i} ${'very long title '.repeat(8)}`,
    );
    const rows = Array.from({ length: 12 }, (_, i) =>
      row(
        `node/rejected/r${i}`,
        'rejected',
        tests.map(() => 'failed'),
      ),
    );

    const lines = render(proof({ matrix: { tests, rows }, headRoom: [] })).split('\n');

    expect(
      Math.max(...lines.filter((line) => line.includes('very long')).map((line) => line.length)),
    ).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.includes('✘ ✘ ✘ ✘ ✘ ✘ ✘ ✘ ✘ ✘ ✘ ✘     12'))).toHaveLength(30);
  });

  it('blames the machine when it could not judge', () => {
    expect(render(proof({ proven: false, incomplete: true }))).toContain(
      '✘ echo could not be verified: this machine failed to judge it',
    );
  });

  it('promises nothing about programs that did not run', () => {
    expect(render(proof(), 80, { partial: true })).toContain('✔ echo holds for the programs that ran');
  });

  it('prints no control characters of a program', () => {
    const problems = [problem('node/accepted/plain', 'got \u001B]0;title\u0007')];

    expect(render(proof({ proven: false, problems }))).toContain('got \uFFFD]0;title\uFFFD');
  });
});
