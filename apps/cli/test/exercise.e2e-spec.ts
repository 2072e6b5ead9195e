import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from './run-cli.js';
import { Workspace } from './workspace.js';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.dispose());

const cli = (...words: string[]) => runCli(['exercise', ...words], { cwd: workspace.dir });
const manifest = () => join(workspace.dir, 'url-shortener', 'exercise.yaml');

describe('touchstone exercise new', () => {
  it('writes an exercise that lints clean, with an id and a title of its own', async () => {
    const made = await cli('new', 'url-shortener', '--into', '.');
    const other = await cli('new', 'url-lengthener', '--into', '.');
    const linted = await cli('lint', 'url-shortener', 'url-lengthener');

    const id = /^id: (.*)$/m;
    const text = readFileSync(manifest(), 'utf8');
    expect([made.exitCode, other.exitCode]).toEqual([0, 0]);
    expect(linted).toMatchObject({ exitCode: 0, stdout: '✔ 2 exercises, no mistakes\n' });
    expect(text).toContain('title: Url shortener\n');
    expect(id.exec(text)?.[1]).not.toBe(
      id.exec(readFileSync(join(workspace.dir, 'url-lengthener', 'exercise.yaml'), 'utf8'))?.[1],
    );
  });

  it('leaves a folder that is there alone', async () => {
    workspace.write({ 'url-shortener/notes.txt': 'mine' });

    expect((await cli('new', 'url-shortener', '--into', '.')).exitCode).toBe(1);
    expect(readdirSync(join(workspace.dir, 'url-shortener'))).toEqual(['notes.txt']);
  });

  it.each(['Url_Shortener', '../x', ''])('refuses %j, which is no slug', async (slug) => {
    expect((await cli('new', slug, '--into', '.')).exitCode).toBe(1);
    expect(readdirSync(workspace.dir)).toEqual([]);
  });
});

describe('touchstone exercise lint', () => {
  beforeEach(async () => {
    await cli('new', 'url-shortener', '--into', '.');
    workspace.write({
      'url-shortener/exercise.yaml': readFileSync(manifest(), 'utf8').replace('minutes: 15', 'minutez: 15'),
      'url-shortener/notes.txt': 'x',
    });
  });

  it('lists every mistake as file:line:column', async () => {
    const { exitCode, stdout } = await cli('lint', 'url-shortener');

    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'url-shortener/exercise.yaml:9:1: error: unknown key "minutez"; did you mean minutes?\n',
    );
    expect(stdout).toContain('url-shortener/notes.txt:1:1: error: does not belong into an exercise folder');
    expect(stdout).toContain('mistakes in 1 exercise\n');
  });

  it('prints one object for each mistake with --json', async () => {
    const { stdout } = await cli('lint', 'url-shortener', '--json');

    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toContainEqual({
      file: 'url-shortener/exercise.yaml',
      line: 9,
      column: 1,
      severity: 'error',
      message: 'unknown key "minutez"; did you mean minutes?',
    });
  });

  it('tells a folder that is not there', async () => {
    expect(await cli('lint', 'nowhere')).toMatchObject({
      exitCode: 1,
      stderr: 'touchstone: there is no exercise folder nowhere\n',
    });
  });

  it('runs no program of an exercise with mistakes', async () => {
    const { exitCode, stderr } = await cli('verify', 'url-shortener');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('url-shortener has mistakes:\n  url-shortener/exercise.yaml:');
  });
});

describe('touchstone', () => {
  it('ends with 1 and the way to help after a mistake on the command line', async () => {
    const { exitCode, stderr } = await runCli(['exercise', 'verify', '--repeats', 'many'], {
      cwd: workspace.dir,
    });

    expect(exitCode).toBe(1);
    expect(stderr).toContain('give a number from 1 to 100');
  });

  it('explains its exit codes', async () => {
    const { exitCode, stdout } = await runCli(['--help'], { cwd: workspace.dir });

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Exit codes: 0 accepted or done');
  });
});
