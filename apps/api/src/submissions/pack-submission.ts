import { strToU8, zipSync } from 'fflate';
import type { SubmissionFile } from '#contracts';
import type { SubmissionRecord } from '#persistence';

export interface Archive {
  /** Letters, digits, hyphens and dots only. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A zip of the files as they were sent, in a folder named after the exercise and the submission, so that two downloads
 * never mix. Paths were checked when they came in (plain, relative, unique), and the same submission packs to the same bytes.
 */
export function packSubmission(
  { id, exerciseSlug, createdAt }: Pick<SubmissionRecord, 'id' | 'exerciseSlug' | 'createdAt'>,
  files: readonly SubmissionFile[],
): Archive {
  const folder = `${exerciseSlug}-${id.slice(0, 8)}`;
  const entries = files.map(({ path, content }) => [`${folder}/${path}`, strToU8(content)] as const);
  return { name: `${folder}.zip`, bytes: zipSync(Object.fromEntries(entries), { mtime: createdAt }) };
}
