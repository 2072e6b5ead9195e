import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApi, json } from './fake-api.js';
import { runCli } from './run-cli.js';
import { Workspace } from './workspace.js';

const summary = {
  slug: 'todo',
  title: 'Todo API',
  summary: 'Keep a list of things to do.',
  kind: 'service',
  runtimes: ['node', 'python'],
  services: [],
  topics: ['http'],
  points: 100,
  minutes: 60,
  bestScore: 62.5,
};
const detail = {
  ...summary,
  version: 'v',
  statement: '# Todo\n',
  hints: [],
  limits: { memoryMib: 256, startTimeoutMs: 1, testTimeoutMs: 1, wallTimeoutMs: 1 },
  groups: [],
  publicTests: [{ path: 'tests/public/todo.test.ts', content: 'export {};\n' }],
  environment: [],
  hasWalkthrough: false,
};
const starter = {
  runtime: 'python',
  files: [
    { path: 'app/main.py', content: '# yours\n' },
    { path: 'main.py', content: 'import app.main\n' },
  ],
};

let api: FakeApi;
let workspace: Workspace;
beforeEach(async () => {
  api = await FakeApi.start();
  workspace = new Workspace();
  api
    .on('GET exercises', json({ items: [summary] }))
    .on('GET exercises/todo', json(detail))
    .on('GET exercises/todo/starter', json(starter));
});
afterEach(async () => {
  workspace.dispose();
  await api.close();
});

const cli = (...words: string[]) =>
  runCli(words, { cwd: workspace.dir, env: { TOUCHSTONE_URL: api.url, HOME: workspace.dir } });
const read = (path: string) => readFileSync(join(workspace.dir, path), 'utf8');

describe('touchstone exercises', () => {
  it('lists exercises with the best score', async () => {
    const { stdout } = await cli('exercises');

    expect(stdout).toContain('EXERCISE  BEST  TIME    RUNTIMES      TITLE');
    expect(stdout).toContain('todo      62.5  60 min  node, python  Todo API');
  });
});

describe('touchstone download', () => {
  it('writes the starter, the statement, the public tests and what submit needs to know', async () => {
    const { exitCode } = await cli('download', 'todo', '--runtime', 'python');

    expect(exitCode).toBe(0);
    expect(read('todo/main.py')).toBe('import app.main\n');
    expect(read('todo/app/main.py')).toBe('# yours\n');
    expect(read('todo/statement.md')).toBe('# Todo\n');
    expect(JSON.parse(read('todo/touchstone.json'))).toEqual({
      exercise: 'todo',
      runtime: 'python',
      server: api.url,
      provided: ['statement.md', 'tests/public/todo.test.ts'],
    });
  });

  it('asks for the runtime where there are several', async () => {
    expect(await cli('download', 'todo')).toMatchObject({
      exitCode: 1,
      stderr: 'touchstone: todo can be done in node or python: pass --runtime\n',
    });
  });

  it('overwrites nothing without --force', async () => {
    workspace.write({ 'todo/main.py': 'my work\n' });

    const refused = await cli('download', 'todo', '--runtime', 'python');
    const kept = read('todo/main.py');
    const forced = await cli('download', 'todo', '--runtime', 'python', '--force');

    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('main.py') });
    expect(kept).toBe('my work\n');
    expect(forced.exitCode).toBe(0);
    expect(read('todo/main.py')).toBe('import app.main\n');
  });

  it.each(['../escape.py', '/tmp/escape.py', '.git/hooks/post-checkout'])(
    'writes nothing when the server names the path %s',
    async (path) => {
      api.on('GET exercises/todo/starter', json({ runtime: 'python', files: [{ path, content: 'x' }] }));

      const { exitCode } = await cli('download', 'todo', '--runtime', 'python');

      expect(exitCode).toBe(2);
      expect(existsSync(join(workspace.dir, 'todo'))).toBe(false);
    },
  );

  it('tells an unknown exercise', async () => {
    expect(await cli('download', 'nothing', '--runtime', 'node')).toMatchObject({
      exitCode: 1,
      stderr: 'touchstone: There is no such thing here.\n',
    });
  });
});
