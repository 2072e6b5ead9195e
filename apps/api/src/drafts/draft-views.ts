import type { Draft, DraftRevisionSummary, RuntimeName } from '#contracts';
import type { DraftRecord, DraftRevisionRecord } from '#persistence';

/** null: nothing was ever saved. */
export function toDraft(runtime: RuntimeName, record: DraftRecord | null): Draft {
  if (record === null) return { runtime, revision: 0, savedAt: null, files: [] };
  const { revision, savedAt, files } = record;
  return { runtime, revision, savedAt: savedAt.toISOString(), files: [...files] };
}

export function toRevisionSummary(record: DraftRevisionRecord): DraftRevisionSummary {
  const { id, savedAt, occasion, fileCount, bytes } = record;
  return { id, savedAt: savedAt.toISOString(), occasion, fileCount, bytes };
}
