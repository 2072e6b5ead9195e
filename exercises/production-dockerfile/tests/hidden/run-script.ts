import { artifact, type DockerfileInstruction } from '@touchstone/kit';
import { listContext, REPOSITORY } from './context.ts';
import { copyFiles, copyInside } from './copy-files.ts';
import { readPairs, splitWords, unquote } from './read-pairs.ts';
import {
  checkSize,
  DEVELOPMENT,
  isInside,
  PRODUCTION,
  toAbsolute,
  type Install,
  type State,
} from './state.ts';

/** A RUN as a stage comes out of it. */
export function runScript(state: State, instruction: DockerfileInstruction): State {
  const { script, mounts } = readScript(instruction);
  const known = mounts.filter(
    (mount) => mount.includes('type=secret') && /(?:id|target|dst)=[^,]*npm_token/.test(mount),
  );
  const commands = instruction.exec ? [instruction.exec.join(' ')] : script.split(/&&|;|\n|\|\|/);
  const run = { script: [...mounts, script].join(' '), secrets: known };
  const bound = mounts.flatMap((mount) => bindFiles(state, mount));
  const start = { ...state, files: new Set([...state.files, ...bound]) };
  const end = commands.reduce<State>((one, command) => runCommand(one, command.trim(), run), start);
  // What was only mounted is gone afterwards.
  const gone = bound.filter((path) => !state.files.has(path));
  return { ...end, cwd: state.cwd, files: new Set([...end.files].filter((path) => !gone.includes(path))) };
}

/** Files of the repository that a mount shows to a script. Other stages are not looked into. */
function bindFiles(state: State, mount: string): string[] {
  const fields = new Map(readPairs(mount.slice(mount.indexOf('=') + 1).replaceAll(',', ' ')));
  if ((fields.get('type') ?? 'bind') !== 'bind' || !mount.startsWith('--mount=') || fields.has('from'))
    return [];
  const source = fields.get('source') ?? fields.get('src') ?? '.';
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? '.';
  return copyFiles(
    state,
    listContext().map((path) => `/${path}`),
    [source, target],
  );
}

interface Run {
  readonly script: string;
  readonly secrets: readonly string[];
}

/** The script without the flags of RUN, with the lines of its here-document. */
export function readScript({ text, line }: DockerfileInstruction): { script: string; mounts: string[] } {
  const words = splitWords(text);
  const count = words.findIndex((word) => !word.startsWith('--'));
  const mounts = count < 0 ? [] : words.slice(0, count);
  const script = mounts.reduce((rest, mount) => rest.slice(rest.indexOf(mount) + mount.length), text).trim();
  const name = /<<-?["']?(\w{1,64})/.exec(script)?.[1];
  if (name === undefined) return { script, mounts };
  const lines = artifact
    .text('Dockerfile')
    .split(/\r?\n/)
    .slice(line - 1);
  const start = lines.findIndex((one) => one.includes('<<')) + 1;
  const end = lines.findIndex((one, at) => at >= start && one.trim() === name);
  return { script: lines.slice(start, end < 0 ? undefined : end).join('\n'), mounts };
}

function runCommand(state: State, command: string, run: Run): State {
  const all = splitWords(command).map(unquote);
  const at = all.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const [program = '', ...words] = at < 0 ? [] : all.slice(at);
  const plain = words.filter((word) => !word.startsWith('-'));
  if (program === 'cd') return { ...state, cwd: toAbsolute(state.cwd, plain[0] ?? '/') };
  if (program === 'npm')
    return runNpm(state, { words, plain, command, variables: all.slice(0, Math.max(0, at)) }, run);
  if (program === 'rm') return removeFiles(state, plain);
  if (program === 'cp' || program === 'mv') return moveFiles(state, program, plain);
  if (/^(?:user|add)(?:add|user)$/.test(program))
    return { ...state, users: new Set([...state.users, ...words]) };
  if (/^apt(?:-get)?$/.test(program) && plain[0] === 'install')
    return addPackages(state, 'apt', plain.slice(1), command, run);
  if (program === 'apk' && plain[0] === 'add') return addPackages(state, 'apk', plain.slice(1), command, run);
  return state;
}

interface NpmCall {
  readonly words: readonly string[];
  readonly plain: readonly string[];
  readonly command: string;
  readonly variables: readonly string[];
}

function runNpm(state: State, { words, plain, command, variables }: NpmCall, run: Run): State {
  const [verb = '', script] = plain;
  const isProduction =
    state.env.get('NODE_ENV') === 'production' || variables.includes('NODE_ENV=production');
  const omits =
    /--omit[= ]dev|--production(?!=false)|--only[= ]prod/.test(command) ||
    (isProduction && !/--include[= ]dev|--production=false/.test(command));
  const place = (path: string): string => toAbsolute(state.cwd, path);
  const has = (path: string): boolean => [...state.files].some((file) => isInside(file, place(path)));
  if (verb === 'prune' && omits)
    return { ...state, files: without(state.files, place('node_modules/only-for-development')) };
  if ((verb === 'run' || verb === 'run-script') && script === 'build')
    return has(DEVELOPMENT) && has('src/server.ts') && has('tsconfig.json')
      ? { ...state, files: new Set([...state.files, place('dist/server.js')]) }
      : state;
  if (
    !['ci', 'clean-install', 'install', 'i'].includes(verb) ||
    words.includes('--global') ||
    words.includes('-g')
  )
    return state;
  const isExact = verb === 'ci' || verb === 'clean-install';
  const installed =
    has('package.json') && (!isExact || has('package-lock.json'))
      ? [place(PRODUCTION), ...(omits ? [] : [place(DEVELOPMENT)])]
      : [];
  const installs = [...state.installs, describeInstall(state, 'npm', command, run, isExact)];
  return {
    ...state,
    files: new Set([...without(state.files, place('node_modules')), ...installed]),
    installs,
  };
}

function describeInstall(
  state: State,
  tool: Install['tool'],
  text: string,
  run: Run,
  isExact: boolean,
): Install {
  const names = [...state.files].filter((path) => !path.includes('node_modules'));
  const dependsOn = REPOSITORY.filter((file) => names.some((path) => path.endsWith(`/${file}`)));
  // By itself in the environment, or read from its file.
  const hasToken = run.secrets.some(
    (mount) =>
      /env=NPM_TOKEN\b/.test(mount) ||
      (run.script.includes('NPM_TOKEN=') && run.script.includes('npm_token')),
  );
  return { tool, text, script: run.script, isExact, hasToken, dependsOn, args: [...state.args.keys()] };
}

function addPackages(
  state: State,
  tool: 'apt' | 'apk',
  names: readonly string[],
  text: string,
  run: Run,
): State {
  const packages = names.map((name) => name.split(/[=~<>]/)[0] ?? '');
  const installs = [...state.installs, describeInstall(state, tool, text, run, true)];
  return { ...state, packages: new Set([...state.packages, ...packages]), installs };
}

const without = (files: ReadonlySet<string>, folder: string): Set<string> =>
  new Set([...files].filter((path) => !isInside(path, folder)));

function removeFiles(state: State, paths: readonly string[]): State {
  const files = paths.reduce<ReadonlySet<string>>(
    (left, path) => without(left, toAbsolute(state.cwd, path)),
    state.files,
  );
  return { ...state, files };
}

function moveFiles(state: State, program: string, paths: readonly string[]): State {
  const target = paths.at(-1) ?? '';
  const sources = paths.slice(0, -1);
  const made = sources.flatMap((source) => copyInside(state, source, target));
  const left = program === 'mv' ? removeFiles(state, sources).files : state.files;
  return checkSize({ ...state, files: new Set([...left, ...made]) });
}
