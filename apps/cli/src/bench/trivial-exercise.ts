import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const TRIVIAL = 'trivial-module';

const SOLUTION = 'export const double = (value: number): number => value * 2;\n';

const FILES: Readonly<Record<string, string>> = {
  'exercise.yaml': `id: 5b5a0c0e-8c3b-4a39-9a55-0c2f3d0b7e11
title: Twice as much
summary: Doubles a number. What is measured with it is everything around it.
kind: module
topics: [arithmetic]
runtimes: [node]
points: 1
minutes: 1
feedback: message
limits: { memoryMib: 128, testTimeoutMs: 2000, wallTimeoutMs: 20000 }
groups: [{ name: Doubling, points: 1 }]
starterFloor: 0
`,
  'statement.md': '# Twice as much\n\nExport `double(value)`.\n',
  'starter/node/main.ts': 'export const double = (value: number): number => value;\n',
  'solutions/node/accepted/plain/main.ts': SOLUTION,
  'tests/public/doubling.test.ts': suite('First numbers'),
  'tests/hidden/doubling.test.ts': suite('Doubling'),
};

function suite(group: string): string {
  return `import { random, subjectModule } from '@touchstone/kit';

describe('${group}', () => {
  for (const size of [1, 10, 100, 1000, 10000]) {
    it(\`doubles numbers up to \${size}\`, async () => {
      const value = random.integer(1, size);
      expect(await subjectModule.call('double', value)).toBe(value * 2);
    });
  }
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
