import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import {
  checkSubmissionFiles,
  ExerciseDetail,
  ExerciseSlug,
  Refusal,
  Starter,
  type SubmissionFile,
} from '#contracts';
import { chooseServer, connect } from '../api/connect.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { parseRuntime } from '../workspace/find-runtime.js';
import { PROJECT_FILE, saveProject } from '../workspace/project-file.js';

export interface DownloadOptions {
  readonly server?: string;
  readonly runtime?: string;
  readonly force?: boolean;
}

/** Writes a folder to work in: the starter, the statement, the public tests, and what `submit` needs to know. */
export async function download(
  context: Context,
  name: string,
  dir: string | undefined,
  options: DownloadOptions,
): Promise<number> {
  const choice = chooseServer(context, options.server);
  const client = await connect(context, choice);
  const exercise = await client.call(`exercises/${encodeURIComponent(name)}`, ExerciseDetail);
  const runtime = options.runtime === undefined ? onlyRuntime(exercise) : parseRuntime(options.runtime);
  const starter = await client.call(`exercises/${exercise.slug}/starter?runtime=${runtime}`, Starter);
  const target = resolve(context.cwd, dir ?? exercise.slug);
  const provided = [{ path: 'statement.md', content: exercise.statement }, ...exercise.publicTests];
  await writeFolder(target, [...starter.files, ...provided], options.force === true);
  await saveProject(target, {
    exercise: ExerciseSlug.parse(exercise.slug),
    runtime,
    server: choice.server,
    provided: provided.map((file) => file.path),
  });
  tellNext(context, target, exercise);
  return EXIT_CODE.ok;
}

function onlyRuntime({ runtimes, slug }: ExerciseDetail): ExerciseDetail['runtimes'][number] {
  const [only] = runtimes;
  if (only !== undefined && runtimes.length === 1) return only;
  throw new CommandError(`${slug} can be done in ${runtimes.join(' or ')}: pass --runtime`);
}

async function writeFolder(target: string, files: readonly SubmissionFile[], force: boolean): Promise<void> {
  checkServerFiles(files);
  const inTheWay = [...files.map((file) => file.path), PROJECT_FILE].filter((path) =>
    existsSync(join(target, path)),
  );
  if (inTheWay.length > 0 && !force) {
    throw new CommandError(
      `${target} already has ${inTheWay.join(', ')}: choose another folder, or pass --force to overwrite`,
    );
  }
  for (const { path, content } of files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), content);
  }
}

/** SECURITY: a server does not get to write outside the folder: its paths obey the rules of a submission's. */
function checkServerFiles(files: readonly SubmissionFile[]): void {
  try {
    checkSubmissionFiles(files);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = `the server sent files that are not written to disk: ${error.message}`;
    throw new CommandError(message, EXIT_CODE.ourFault, { cause: error });
  }
}

function tellNext({ terminal, cwd }: Context, target: string, exercise: ExerciseDetail): void {
  const shown = relative(cwd, target) || '.';
  terminal.print(`${terminal.style.green('✔')} ${exercise.title} is in ${shown}`);
  terminal.print(`  read     ${join(shown, 'statement.md')}`);
  terminal.print(`  try      touchstone test ${shown}`);
  terminal.print(`  submit   touchstone submit ${shown}`);
}
