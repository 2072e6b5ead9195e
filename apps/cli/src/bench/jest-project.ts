import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneFolder } from '../up/state-folder.js';
import type { PlainJob } from './plain-judge.js';

/** A folder in which `npx jest` runs a hidden suite. */
export interface JestProject {
  /** @throws Error when it fails: then it is no measure */
  run(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * What somebody has who tests a program by hand: a folder with a test in it and Jest among its modules. The test starts runner and
 * program as plain processes; nothing is loaded before `npx jest` is typed.
 * @param command that starts the plain judge
 */
export async function makeJestProject(command: readonly string[], job: PlainJob): Promise<JestProject> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-jest-'));
  await symlink(join(cloneFolder, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "jest": { "transform": {} } }');
  await writeFile(join(folder, 'job.json'), JSON.stringify(job));
  await writeFile(join(folder, 'suite.test.js'), testOf(command));
  return {
    run: async () => {
      const child = spawn('npx', ['jest'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`npx jest ended with ${code}: it is no measure\n${said}`);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const testOf = (
  command: readonly string[],
): string => `const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const [program, ...args] = ${JSON.stringify(command)};

test('the hidden suite passes', () => {
  const said = execFileSync(program, args, { input: readFileSync('job.json'), encoding: 'utf8' });
  expect(JSON.parse(said.trim().split('\\n').at(-1)).failed).toBe(0);
}, 120_000);
`;
