import type { SubmissionFile } from '#contracts';
import type { LintProblem } from '../exercise.js';
import { MAX_FILE_BYTES, type FolderContent } from './read-folder.js';
import { fileProblem, SourceText } from './source-text.js';

/** The files of a folder that came over the network, as `readFolder` would have read them. */
export function readFiles(sent: readonly SubmissionFile[]): FolderContent {
  const files = new Map<string, SourceText>();
  const problems: LintProblem[] = [];
  for (const { path, content } of sent.toSorted(byPath)) {
    const bytes = Buffer.byteLength(content);
    if (bytes <= MAX_FILE_BYTES) files.set(path, new SourceText(path, content));
    else problems.push(fileProblem(path, `is ${bytes} bytes; at most ${MAX_FILE_BYTES} are allowed`));
  }
  return { files, problems };
}

const byPath = (a: SubmissionFile, b: SubmissionFile): number => (a.path < b.path ? -1 : 1);
