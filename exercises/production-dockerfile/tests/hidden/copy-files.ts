import { matchesName } from './context.ts';
import { isInside, toAbsolute, type State } from './state.ts';

/** Paths that a COPY makes in a stage, out of absolute paths of where it copies from. */
export function copyFiles(
  { cwd }: Pick<State, 'cwd'>,
  from: readonly string[],
  words: readonly string[],
): string[] {
  const sources = words.slice(0, -1);
  const target = words.at(-1) ?? '/';
  const isFolder =
    sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target) || sources.some((source) => source.includes('*'));
  return sources.flatMap((source) => {
    const pattern = toAbsolute('/', source);
    return from.flatMap((path) => {
      const matched = findMatch(path, pattern);
      if (matched === null) return [];
      const inside = path.slice(matched.length);
      // Of a folder its contents are copied, of a file itself, into a folder or to a name.
      if (inside !== '' || matched === '') return [toAbsolute(cwd, `${target}/${inside}`)];
      const name = path.slice(path.lastIndexOf('/') + 1);
      return [toAbsolute(cwd, isFolder ? `${target}/${name}` : target)];
    });
  });
}

/** The beginning of a path that a source stands for, null when it stands for none. */
function findMatch(path: string, pattern: string): string | null {
  if (pattern === '/') return '';
  const names = path.split('/');
  const wanted = pattern.split('/');
  const isMatch = wanted.every((name, at) => names[at] !== undefined && matchesName(names[at], name));
  return isMatch ? names.slice(0, wanted.length).join('/') : null;
}

/** Copies files of a stage inside of it, as `cp -r` and `mv` do. */
export function copyInside({ files, cwd }: State, source: string, target: string): string[] {
  const from = toAbsolute(cwd, source);
  const to = toAbsolute(cwd, target);
  const isThere = [...files].some((path) => path !== to && isInside(path, to));
  const base = isThere ? `${to}${from.slice(from.lastIndexOf('/'))}` : to;
  return [...files].filter((path) => isInside(path, from)).map((path) => `${base}${path.slice(from.length)}`);
}
