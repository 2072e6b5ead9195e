export type ArchiveKind = 'zip' | 'tar' | 'tar.gz';

export function findArchiveKind(name: string): ArchiveKind | null {
  if (/\.zip$/i.test(name)) return 'zip';
  if (/\.tar$/i.test(name)) return 'tar';
  return /\.(tar\.gz|tgz)$/i.test(name) ? 'tar.gz' : null;
}
