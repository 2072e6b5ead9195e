import { dirname } from 'node:path/posix';
import { Refusal, type SubmissionFile } from '#contracts';
import { isStorable } from '../http/unstorable-text.js';

/** Plain relative paths: names of letters, digits, `.`, `_`, `@` and `-`, none of them `.` or `..`. */
const PLAIN_PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.@-]+(?:\/[\w.@-]+)*$/;
const MAX_PATH_LENGTH = 200;

/**
 * What cannot be a folder of plain text is refused before lint looks at it.
 * @throws Refusal bad-path, duplicate-path or bad-text
 */
export function checkFolderFiles(files: readonly SubmissionFile[]): void {
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (const [index, { path, content }] of files.entries()) {
    if (path.length > MAX_PATH_LENGTH || !PLAIN_PATH.test(path)) {
      throw refuse('bad-path', index, 'use a plain relative path, such as tests/hidden/limits.test.ts');
    }
    if (seen.has(path.toLowerCase())) throw refuse('duplicate-path', index, 'is there twice');
    if (!isStorable(content)) throw refuse('bad-text', index, 'holds NUL or half of a surrogate pair');
    seen.add(path.toLowerCase());
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
      folders.add(folder.toLowerCase());
  }
  const clash = files.findIndex(({ path }) => folders.has(path.toLowerCase()));
  if (clash >= 0) throw refuse('duplicate-path', clash, 'is a file here and a folder elsewhere');
}

function refuse(code: 'bad-path' | 'duplicate-path' | 'bad-text', index: number, message: string): Refusal {
  return new Refusal(code, `File ${index + 1}: ${message}.`, {
    errors: [{ path: `files.${index}`, message }],
  });
}
