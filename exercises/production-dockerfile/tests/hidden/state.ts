/** A stage as it is after some of its instructions. Paths are absolute. */
export interface State {
  /** The image from outside that it all goes back to. */
  readonly image: string;
  readonly files: ReadonlySet<string>;
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
  readonly args: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly packages: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly ports: readonly string[];
  readonly user: string;
  /** What the container is told to stop by. */
  readonly stopSignal: string;
  readonly start: readonly Start[];
  readonly health: Start | null;
  /** What installed something, in order. */
  readonly installs: readonly Install[];
}

/** A command that is kept for later: its words, or the script that a shell is given. */
export interface Start {
  readonly keyword: string;
  readonly exec: readonly string[] | null;
  readonly text: string;
  readonly flags: ReadonlyMap<string, string>;
}

export interface Install {
  readonly tool: 'npm' | 'apt' | 'apk';
  readonly text: string;
  /** All of the `RUN`. */
  readonly script: string;
  readonly isExact: boolean;
  readonly hasToken: boolean;
  /** Files of the repository that were there, so that a change of theirs installs anew. */
  readonly dependsOn: readonly string[];
  /** Build arguments that were there, which do the same. */
  readonly args: readonly string[];
}

export function firstState(image: string): State {
  return {
    image,
    files: new Set(),
    cwd: '/',
    env: new Map(),
    args: new Map(),
    labels: new Map(),
    packages: new Set(),
    users: new Set(['root', ...(/(?:^|\/)node(?::|@|$)/.test(image) ? ['node'] : [])]),
    ports: [],
    user: 'root',
    stopSignal: 'SIGTERM',
    start: [],
    health: null,
    installs: [],
  };
}

/** A path as the stage understands it, without `.`, `..` and a slash at its end. */
export function toAbsolute(cwd: string, path: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

export const isInside = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

export const DEVELOPMENT = 'node_modules/only-for-development/index.js';
export const PRODUCTION = 'node_modules/fastify/index.js';

/** More than any sensible Dockerfile comes to; copies of copies would double without end. */
const MAX_FILES = 5000;
const MAX_LENGTH = 64 * 1024;

export function checkSize(state: State): State {
  if (state.files.size > MAX_FILES) throw new Error(`A stage holds more than ${MAX_FILES} files.`);
  return state;
}

/** A text with its variables filled in, as far as they are known. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  const filled = text.replace(
    /\$(?:\{(\w{1,100})(?::?-([^}]{0,200}))?\}|(\w{1,100}))/g,
    (_, long: string | undefined, other: string | undefined, short: string | undefined) =>
      (values.get(long ?? short ?? '') ?? '') || (other ?? ''),
  );
  if (filled.length > MAX_LENGTH) throw new Error('A variable comes to more than 64 KiB of text.');
  return filled;
}
