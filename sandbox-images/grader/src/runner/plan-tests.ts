import type { PlannedTest } from '#contracts';
import type { State } from 'jest-circus';
import { MAX_TESTS } from './grader-protocol.js';
import type { ReadFile } from './read-suite.js';

export type TestEntry = NonNullable<State['currentlyRunningTest']>;
export type DescribeBlock = State['rootDescribeBlock'];

export interface Plan {
  readonly tests: readonly PlannedTest[];
  readonly idOf: ReadonlyMap<TestEntry, string>;
}

const SEPARATOR = ' › ';
const MAX_GROUP_LENGTH = 100;
const MAX_TITLE_LENGTH = 200;

/**
 * Names every test of the suite: group = title of the top-level describe, title = the titles below it.
 * @throws Error with one line for each mistake of the author
 */
export function planTests(files: readonly ReadFile[]): Plan {
  const tests = new Map<string, PlannedTest>();
  const idOf = new Map<TestEntry, string>();
  const mistakes: string[] = [];

  for (const { path, state } of files) {
    mistakes.push(...state.unhandledErrors.map((error) => `${path}: ${describeUnhandled(error)}`));
    const entries = listTests(state.rootDescribeBlock);
    if (entries.length === 0) mistakes.push(`${path} has no tests.`);
    for (const entry of entries) {
      const test = toPlannedTest(entry);
      const mistake =
        findMistake(entry, test) ??
        (tests.has(test.id) ? 'there is another test with this name; give each its own' : null);
      if (mistake) mistakes.push(`${path}, "${test.id}": ${mistake}.`);
      tests.set(test.id, test);
      idOf.set(entry, test.id);
    }
  }
  if (tests.size > MAX_TESTS)
    mistakes.push(`The suite has ${tests.size} tests; ${MAX_TESTS} are the most it can have.`);
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return { tests: [...tests.values()], idOf };
}

function listTests(block: DescribeBlock): TestEntry[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : listTests(child)));
}

function toPlannedTest(entry: TestEntry): PlannedTest {
  const [group = '', ...titles] = listTitles(entry);
  const title = titles.join(SEPARATOR);
  return { id: title === '' ? group : `${group}${SEPARATOR}${title}`, group, title };
}

function listTitles(entry: TestEntry): string[] {
  const titles = [entry.name];
  for (let block: DescribeBlock | undefined = entry.parent; block?.parent; block = block.parent)
    titles.unshift(block.name);
  return titles;
}

function findMistake(entry: TestEntry, { group, title }: PlannedTest): string | null {
  if (title === '')
    return 'the test stands outside a describe block; put it into one, whose title is its group';
  if (entry.mode) return `.${entry.mode} is not allowed in a suite, because every test must be reported`;
  if (entry.concurrent) return '.concurrent is not supported; use load() for things that happen at once';
  if (entry.failing) return '.failing is not supported';
  if (group.length > MAX_GROUP_LENGTH)
    return `the title of its group is longer than ${MAX_GROUP_LENGTH} characters`;
  if (title.length > MAX_TITLE_LENGTH) return `its title is longer than ${MAX_TITLE_LENGTH} characters`;
  return null;
}

function describeUnhandled(error: State['unhandledErrors'][number]): string {
  const first: unknown = Array.isArray(error) ? error[0] : error;
  return first instanceof Error ? first.message : String(first);
}
