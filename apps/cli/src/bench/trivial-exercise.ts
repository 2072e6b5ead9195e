import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const TRIVIAL = 'trivial-module';

const SOLUTION = 'export const double = (value: number): number => value * 2;\n';

const FILES: Readonly<Record<string, string>> = {
  'exercise.yaml': `# yaml-language-server: $schema=../.schema/exercise.schema.json
id: 5b5a0c0e-8c3b-4a39-9a55-0c2f3d0b7e11
title: Twice as much
summary: Doubles a number. What is measured with it is everything around it.
kind: module
topics: [arithmetic]
runtimes: [node]
points: 1
minutes: 5
feedback: message
limits: { memoryMib: 128, testTimeoutMs: 2000, wallTimeoutMs: 20000 }
groups: [{ name: Doubling, points: 1 }]
starterFloor: 0
`,
  'statement.md': '# Twice as much\n\nExport `double(value)`.\n',
  'hints.md':
    '## Doubling\n\n1. What is two of something?\n2. Something and the same again.\n3. `value * 2`.\n',
  'starter/node/main.ts': 'export const double = (value: number): number => value;\n',
  'solutions/node/accepted/plain/main.ts': SOLUTION,
  'solutions/node/rejected/as-it-was/main.ts': 'export const double = (value: number): number => value;\n',
  'solutions/node/rejected/as-it-was/expect.yaml': `# yaml-language-server: $schema=../../../../../.schema/expect.schema.json
outcome: wrong-answer
fails:
  - Doubling › doubles a digit
  - Doubling › doubles two digits
  - Doubling › doubles three digits
  - Doubling › doubles four digits
  - Doubling › doubles five digits
because: Gives back what it was given.
`,
  'tests/public/doubling.test.ts': suite('First numbers'),
  'tests/hidden/doubling.test.ts': suite('Doubling'),
};

function suite(group: string): string {
  return `import { random, subjectModule } from '@touchstone/kit';

async function expectDouble(most: number): Promise<void> {
  const value = random.integer(1, most);
  expect(await subjectModule.call('double', value)).toBe(value * 2);
}

describe('${group}', () => {
  it('doubles a digit', () => expectDouble(9));
  it('doubles two digits', () => expectDouble(99));
  it('doubles three digits', () => expectDouble(999));
  it('doubles four digits', () => expectDouble(9_999));
  it('doubles five digits', () => expectDouble(99_999));
});
`;
}

/** Writes an exercise that asks for next to nothing into a folder of exercises. */
export async function writeTrivialExercise(exercisesFolder: string): Promise<void> {
  for (const [path, content] of Object.entries(FILES)) {
    const file = join(exercisesFolder, TRIVIAL, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
