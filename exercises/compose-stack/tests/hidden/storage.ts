import type { Service } from './compose.ts';

export interface Storage {
  readonly kind: string;
  readonly source: string | null;
}

const isAbove = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * Where a folder of a container is kept. The image has a volume of its own at `declared`, without a name, unless something is
 * mounted there.
 * @see https://docs.docker.com/reference/dockerfile/#volume
 */
export function findStorage({ mounts }: Service, folder: string, declared: string): Storage {
  const own = { type: 'volume', source: null, target: declared, readOnly: false };
  const all = mounts.some(({ target }) => target === declared) ? mounts : [...mounts, own];
  const above = all
    .filter(({ target }) => isAbove(target, folder))
    .toSorted((first, second) => second.target.length - first.target.length);
  const [nearest] = above;
  if (nearest === undefined) return { kind: 'the container itself', source: null };
  if (nearest.type !== 'volume') return { kind: `a mount of type ${nearest.type}`, source: nearest.source };
  if (nearest.source === null) return { kind: 'a volume without a name', source: null };
  if (nearest.readOnly) return { kind: 'a volume that cannot be written to', source: nearest.source };
  return { kind: 'a volume with a name', source: nearest.source };
}

/** Whether a container can write to a folder though its root file system is read-only. */
export function isWritable({ mounts }: Service, folder: string): boolean {
  const places = [folder, folder.replace(/^\/var\/run\//, '/run/')];
  return mounts.some(
    ({ type, target, readOnly }) =>
      places.includes(target) && !readOnly && (type === 'tmpfs' || type === 'volume'),
  );
}
