import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { countBytes, type DraftOccasion, type SubmissionFile } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toStorableJson } from '../storable-text.js';
import { OF_DRAFT, toKeyParameters, type DraftKey, type DraftRecord } from './draft-record.js';
import { trimHistory } from './trim-history.js';

export interface DraftSave extends DraftKey {
  /** The revision that these files were made from; 0 when there was none. */
  readonly base: number;
  readonly occasion: DraftOccasion;
  readonly files: readonly SubmissionFile[];
}

/** `saved` is false when somebody has saved other files since `base`: `draft` is theirs, null when there is none. */
export type SaveAnswer =
  | { readonly saved: true; readonly draft: DraftRecord }
  | { readonly saved: false; readonly draft: DraftRecord | null };

interface Head extends DraftRecord {
  readonly same: boolean;
  /** Whether further edits may join it. */
  readonly open: boolean;
}

/** Edits within so long become one revision. */
const JOINED_MINUTES = 5;

/** To be run in a transaction. Saves of one draft take turns, so that each sees what the one before has written. */
export async function saveDraft(manager: EntityManager, save: DraftSave): Promise<SaveAnswer> {
  const files = toStorableJson(save.files, 'a draft');
  if (save.base === 0) await makeDraft(manager, save);
  const head = await lockHead(manager, save, files);
  if (head?.same) return { saved: true, draft: await markHead(manager, save, head) };
  if ((head?.revision ?? 0) !== save.base) return { saved: false, draft: head && toRecord(head) };
  return { saved: true, draft: await writeRevision(manager, save, files, head) };
}

async function makeDraft(manager: EntityManager, key: DraftKey): Promise<void> {
  await manager.query(
    `INSERT INTO drafts (user_id, exercise_id, runtime, revision) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING`,
    toKeyParameters(key),
  );
}

async function lockHead(manager: EntityManager, key: DraftKey, files: string): Promise<Head | null> {
  await manager.query(`SELECT 1 FROM drafts WHERE ${OF_DRAFT} FOR UPDATE`, toKeyParameters(key));
  // A statement of its own: the one that waits for the lock would read revisions as they were before it waited.
  const [head] = await queryRows<Head>(
    manager,
    `SELECT revision, saved_at AS "savedAt", files, files = $4::jsonb AS same,
        occasion = 'edit' AND NOT kept AND opened_at > clock_timestamp() - $5 * interval '1 minute' AS open
      FROM draft_revisions WHERE ${OF_DRAFT} ORDER BY revision DESC LIMIT 1`,
    [...toKeyParameters(key), files, JOINED_MINUTES],
  );
  return head ?? null;
}

/** The same files once more, as after an answer that got lost: nothing to write, but that they were submitted. */
async function markHead(manager: EntityManager, save: DraftSave, head: Head): Promise<DraftRecord> {
  if (save.occasion === 'submit') {
    await manager.query(
      `UPDATE draft_revisions SET occasion = 'submit', kept = true WHERE ${OF_DRAFT} AND revision = $4`,
      [...toKeyParameters(save), head.revision],
    );
  }
  return toRecord(head);
}

const toRecord = ({ revision, savedAt, files }: Head): DraftRecord => ({ revision, savedAt, files });

async function writeRevision(
  manager: EntityManager,
  save: DraftSave,
  files: string,
  head: Head | null,
): Promise<DraftRecord> {
  const joins = save.occasion === 'edit' || save.occasion === 'submit';
  const written =
    joins && head?.open
      ? await replaceHead(manager, save, files, head)
      : await addRevision(manager, save, files, head);
  await manager.query(`UPDATE drafts SET revision = $4 WHERE ${OF_DRAFT}`, [
    ...toKeyParameters(save),
    written.revision,
  ]);
  return { ...written, files: save.files };
}

type Written = Omit<DraftRecord, 'files'>;

async function replaceHead(
  manager: EntityManager,
  save: DraftSave,
  files: string,
  head: Head,
): Promise<Written> {
  const [row] = await queryRows<Written>(
    manager,
    `UPDATE draft_revisions SET revision = revision + 1, files = $5::jsonb, file_count = $6, bytes = $7,
        occasion = $8, kept = $8 = 'submit', saved_at = clock_timestamp()
      WHERE ${OF_DRAFT} AND revision = $4 RETURNING revision, saved_at AS "savedAt"`,
    [
      ...toKeyParameters(save),
      head.revision,
      files,
      save.files.length,
      countFileBytes(save.files),
      save.occasion,
    ],
  );
  return row!;
}

async function addRevision(
  manager: EntityManager,
  save: DraftSave,
  files: string,
  head: Head | null,
): Promise<Written> {
  if (save.occasion !== 'edit' && save.occasion !== 'submit') await keepHead(manager, save);
  const [row] = await queryRows<Written>(
    manager,
    `INSERT INTO draft_revisions (id, user_id, exercise_id, runtime, revision, occasion, kept, files, file_count, bytes,
        opened_at, saved_at)
      VALUES ($4, $1, $2, $3, $5, $6, $6 = 'submit', $7::jsonb, $8, $9, clock_timestamp(), clock_timestamp())
      RETURNING revision, saved_at AS "savedAt"`,
    [
      ...toKeyParameters(save),
      randomUUID(),
      (head?.revision ?? 0) + 1,
      save.occasion,
      files,
      save.files.length,
      countFileBytes(save.files),
    ],
  );
  await trimHistory(manager, save);
  return row!;
}

/** What is about to be replaced as a whole must be found again. */
async function keepHead(manager: EntityManager, key: DraftKey): Promise<void> {
  await manager.query(
    `UPDATE draft_revisions SET kept = true WHERE ${OF_DRAFT}
      AND revision = (SELECT revision FROM drafts WHERE ${OF_DRAFT})`,
    toKeyParameters(key),
  );
}

function countFileBytes(files: readonly SubmissionFile[]): number {
  return files.reduce((sum, { content }) => sum + countBytes(content), 0);
}
