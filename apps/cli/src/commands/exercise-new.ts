import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { ExerciseSlug } from '#contracts';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { EXERCISES_DIR } from '../local/load-exercises.js';

const SKELETON = join(EXERCISES_DIR, '.skeleton');

/** Writes a small exercise that lints clean and verifies, to be changed step by step into the one that is wanted. */
export async function exerciseNew(
  { terminal, cwd }: Context,
  name: string,
  options: { into?: string },
): Promise<number> {
  const slug = ExerciseSlug.safeParse(name);
  if (!slug.success) {
    throw new CommandError(`${name} is not a slug: lower-case words joined by hyphens, e.g. url-shortener`);
  }
  const dir = join(options.into === undefined ? EXERCISES_DIR : resolve(cwd, options.into), slug.data);
  if (existsSync(dir)) throw new CommandError(`${relative(cwd, dir)} is there already`);
  await cp(SKELETON, dir, { recursive: true });
  await personalise(dir, slug.data);
  const shown = relative(cwd, dir);
  terminal.print(`${terminal.style.green('✔')} wrote ${shown}`);
  terminal.print('  It is a small exercise that works. Change it step by step, and after each step:');
  terminal.print(`    npx touchstone exercise lint ${shown}`);
  terminal.print(`    npx touchstone exercise verify ${shown}`);
  terminal.print('  The format is described in docs/EXERCISE-FORMAT.md.');
  return EXIT_CODE.ok;
}

async function personalise(dir: string, slug: string): Promise<void> {
  const title = `${slug[0]?.toUpperCase() ?? ''}${slug.slice(1).replaceAll('-', ' ')}`;
  await edit(
    join(dir, 'exercise.yaml'),
    [/^id: .*$/m, `id: ${randomUUID()}`],
    [/^title: .*$/m, `title: ${title}`],
  );
  await edit(join(dir, 'statement.md'), [/^# .*$/m, `# ${title}`]);
}

async function edit(path: string, ...changes: [RegExp, string][]): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    changes.reduce((known, [pattern, replacement]) => known.replace(pattern, replacement), text),
  );
}
