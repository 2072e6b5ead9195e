import { describe, expect, it } from '@jest/globals';
import { planTests, type DescribeBlock, type TestEntry } from './plan-tests.js';
import type { ReadFile } from './read-suite.js';

/** What circus collects, as far as planning looks at it. */
function aFile(path: string, build: (root: DescribeBlock) => void): ReadFile {
  const root = aBlock('ROOT_DESCRIBE_BLOCK');
  build(root);
  return { path, state: { rootDescribeBlock: root, unhandledErrors: [] } as unknown as ReadFile['state'] };
}

function aBlock(name: string, parent?: DescribeBlock): DescribeBlock {
  const block = { type: 'describeBlock', name, children: [], parent } as unknown as DescribeBlock;
  parent?.children.push(block);
  return block;
}

function aTest(name: string, parent: DescribeBlock, more: Partial<TestEntry> = {}): void {
  parent.children.push({ type: 'test', name, parent, ...more } as unknown as TestEntry);
}

describe('planTests', () => {
  it('takes the group from the top-level describe and joins the titles below it', () => {
    const file = aFile('a.test.ts', (root) => {
      const group = aBlock('creating', root);
      aTest('answers 201', group);
      aTest('refuses an empty title', aBlock('validation', group));
    });

    expect(planTests([file]).tests).toEqual([
      { id: 'creating › answers 201', group: 'creating', title: 'answers 201' },
      {
        id: 'creating › validation › refuses an empty title',
        group: 'creating',
        title: 'validation › refuses an empty title',
      },
    ]);
  });

  it('lets two files share a group', () => {
    const files = ['a', 'b'].map((name) =>
      aFile(`${name}.test.ts`, (root) => aTest(name, aBlock('one group', root))),
    );

    expect(planTests(files).tests.map((test) => test.id)).toEqual(['one group › a', 'one group › b']);
  });

  it('names every mistake with its file and test', () => {
    const file = aFile('tests/hidden/a.test.ts', (root) => {
      aTest('alone', root);
      const group = aBlock('g', root);
      aTest('twice', group);
      aTest('twice', group);
      aTest('skipped', group, { mode: 'skip' });
      aTest('focused', group, { mode: 'only' });
      aTest('planned', group, { mode: 'todo' });
      aTest('at once', group, { concurrent: true });
      aTest('t'.repeat(201), group);
      aTest('short', aBlock('g'.repeat(101), root));
    });
    const empty = aFile('tests/hidden/empty.test.ts', () => undefined);

    const message = messageOf(() => planTests([file, empty]));

    expect(message.split('\n').map((line) => line.slice(0, 90))).toEqual([
      expect.stringContaining('a.test.ts, "alone": the test stands outside a describe block'),
      expect.stringContaining('a.test.ts, "g › twice": there is another test with this name'),
      expect.stringContaining('a.test.ts, "g › skipped": .skip is not allowed'),
      expect.stringContaining('a.test.ts, "g › focused": .only is not allowed'),
      expect.stringContaining('a.test.ts, "g › planned": .todo is not allowed'),
      expect.stringContaining('a.test.ts, "g › at once": .concurrent is not supported'),
      expect.stringContaining('a.test.ts, "g › ttt'),
      expect.stringContaining('a.test.ts, "ggg'),
      'tests/hidden/empty.test.ts has no tests.',
    ]);
  });

  it('refuses more tests than a verdict can hold', () => {
    const file = aFile('a.test.ts', (root) => {
      const group = aBlock('g', root);
      for (let i = 0; i < 501; i += 1) aTest(`t${i}`, group);
    });

    expect(messageOf(() => planTests([file]))).toBe('The suite has 501 tests; 500 are the most it can have.');
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
