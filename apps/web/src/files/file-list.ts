import { checkDraftFiles, foldPath, INTAKE_LIMITS, Refusal, type SubmissionFile } from '#contracts';

type Files = readonly SubmissionFile[];

/** Why no file of this path can be there, or null. @param except the path that it replaces */
export function describeNewPath(files: Files, path: string, except: string | null = null): string | null {
  if (path === '') return 'Give the file a path, for example lib/store.ts.';
  const others = files.filter((file) => file.path !== except);
  const message = findMistake([...others, { path, content: '' }], path);
  return message && `${message[0]!.toUpperCase()}${message.slice(1)}.`;
}

export function renameFile(files: Files, from: string, to: string): SubmissionFile[] {
  return files.map((file) => (file.path === from ? { ...file, path: to } : file));
}

export function withContent(files: Files, path: string, content: string): SubmissionFile[] {
  return files.map((file) => (file.path === path ? { ...file, content } : file));
}

/** Files that come in replace those of the same path, in their place; the others are added. */
export function mergeFiles(files: Files, incoming: Files): { files: SubmissionFile[]; replaced: number } {
  const byPath = new Map(incoming.map((file) => [foldPath(file.path), file]));
  const kept = files.map((file) => byPath.get(foldPath(file.path)) ?? file);
  const known = new Set(files.map((file) => foldPath(file.path)));
  const added = incoming.filter((file) => !known.has(foldPath(file.path)));
  return { files: [...kept, ...added], replaced: incoming.length - added.length };
}

/** What the API would say of these files as a draft; null when it would take them. */
export function describeFiles(files: Files): string | null {
  return tellRefusal(() => checkDraftFiles(files));
}

function findMistake(files: Files, path: string): string | null {
  if (files.length > INTAKE_LIMITS.maxFiles) return `there can be at most ${INTAKE_LIMITS.maxFiles} files`;
  try {
    checkDraftFiles(files);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const own = error.extra.errors?.find((mistake) => mistake.path === path) ?? error.extra.errors?.at(-1);
    return own?.message ?? error.message;
  }
}

function tellRefusal(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
