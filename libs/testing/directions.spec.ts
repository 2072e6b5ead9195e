import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** One seeded violation for each rule: a file that breaks it, and what it imports. */
const VIOLATIONS: [rule: string, file: string, source: string][] = [
  ['contracts-import-only-zod', 'libs/contracts/bad.ts', `import '#judging';`],
  ['core-imports-no-framework', 'libs/judging/bad.ts', `import '@nestjs/common';`],
  ['core-imports-no-adapter', 'libs/exercise-catalog/bad.ts', `import '#persistence';`],
  ['judging-and-scoring-do-not-know-each-other', 'libs/scoring/bad.ts', `import '#judging';`],
  ['judging-does-not-know-scoring', 'libs/judging/bad-two.ts', `import '#scoring';`],
  ['adapters-never-meet', 'libs/sandbox/bad.ts', `import '#persistence';`],
  ['nothing-imports-apps', 'libs/scoring/bad-two.ts', `import '../../apps/api/main.js';`],
  ['apps-do-not-import-each-other', 'apps/cli/bad.ts', `import '../api/main.js';`],
  ['only-worker-and-cli-reach-the-sandbox', 'apps/api/bad.ts', `import '#sandbox';`],
  ['only-the-sandbox-reaches-docker', 'libs/persistence/bad.ts', `import 'dockerode';`],
  ['web-sees-contracts-alone', 'apps/web/bad.ts', `import '#scoring';`],
  ['images-import-contracts-as-types-only', 'sandbox-images/grader/bad.ts', `import '#contracts';`],
  ['testing-is-never-shipped', 'apps/worker/bad.ts', `import '#testing';`],
  ['libraries-are-entered-by-their-root', 'apps/api/bad-two.ts', `import '../../libs/scoring/inner.js';`],
  [
    'libraries-enter-each-other-by-the-root',
    'libs/judging/bad-three.ts',
    `import '../exercise-catalog/inner.js';`,
  ],
  ['no-cycles', 'libs/scoring/cycle-a.ts', `import './cycle-b.js';`],
  ['no-unresolvable', 'apps/worker/bad-two.ts', `import './nowhere.js';`],
];

const LIBRARIES = [
  'contracts',
  'exercise-catalog',
  'judging',
  'scoring',
  'persistence',
  'job-queue',
  'sandbox',
  'live-updates',
  'board-cache',
  'config',
  'observability',
  'testing',
];

let tree: string;

/** A small copy of the tree's shape in which every rule is broken once. */
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'touchstone-directions-'));
  for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json'])
    cpSync(join(root, file), join(tree, file));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const library of LIBRARIES) write(`libs/${library}/index.ts`, 'export {};');
  for (const file of ['libs/scoring/inner.ts', 'libs/exercise-catalog/inner.ts', 'apps/api/main.ts'])
    write(file, 'export {};');
  write('libs/scoring/cycle-b.ts', `import './cycle-a.js';`);
  for (const [, file, source] of VIOLATIONS) write(file, source);
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function write(file: string, content: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${content}\n`);
}

function cruise(): { rule: string; from: string }[] {
  const args = [
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
    'apps',
    'libs',
    'sandbox-images',
  ];
  const bin = join(root, 'node_modules/.bin/depcruise');
  let json: string;
  try {
    json = execFileSync(bin, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    json = (error as { stdout: string }).stdout;
  }
  const { summary } = JSON.parse(json) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return summary.violations.map((violation) => ({ rule: violation.rule.name, from: violation.from }));
}

describe('the direction rules', () => {
  it('fire on a seeded violation each: the API reaches neither sandbox nor Docker (P27)', () => {
    const seen = cruise();

    const silent = VIOLATIONS.filter(
      ([rule, file]) => !seen.some((hit) => hit.rule === rule && hit.from === file),
    );

    expect(silent.map(([rule]) => rule)).toEqual([]);
  });
});
