import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SubmissionFile } from '#contracts';

const SKELETON = fileURLToPath(new URL('../../exercises/.skeleton', import.meta.url));

/** The files of a small exercise that lints clean. `changes` replaces files by path; null takes one away. */
export function exerciseFiles(changes: Readonly<Record<string, string | null>> = {}): SubmissionFile[] {
  const files = new Map<string, string>();
  for (const entry of readdirSync(SKELETON, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(SKELETON, file), readFileSync(file, 'utf8'));
  }
  files.set('exercise.yaml', files.get('exercise.yaml')!.replace(/^id: .*$/m, `id: ${randomUUID()}`));
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) files.delete(path);
    else files.set(path, content);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}
