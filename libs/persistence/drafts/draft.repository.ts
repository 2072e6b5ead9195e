import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DraftRevisionId, SubmissionFile } from '#contracts';
import { queryRows } from '../query-rows.js';
import {
  OF_DRAFT,
  toKeyParameters,
  type DraftKey,
  type DraftRecord,
  type DraftRevisionRecord,
} from './draft-record.js';
import { saveDraft, type DraftSave, type SaveAnswer } from './save-draft.js';

const REVISION_COLUMNS = `id, saved_at AS "savedAt", occasion, file_count AS "fileCount", bytes`;

/** Work that is not submitted yet. Every query names its owner: nobody reads another's. */
@Injectable()
export class DraftRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** null when there is none yet. */
  async find(key: DraftKey): Promise<DraftRecord | null> {
    const [row] = await queryRows<DraftRecord>(
      this.dataSource,
      `SELECT revision, saved_at AS "savedAt", files FROM draft_revisions
        WHERE ${OF_DRAFT} ORDER BY revision DESC LIMIT 1`,
      toKeyParameters(key),
    );
    return row ?? null;
  }

  /** Saves only on top of the revision it was made from; the same files once more are saved already. */
  save(save: DraftSave): Promise<SaveAnswer> {
    return this.dataSource.transaction((manager) => saveDraft(manager, save));
  }

  /** Newest first; the first one is the draft as it is now. */
  listRevisions(key: DraftKey): Promise<DraftRevisionRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT ${REVISION_COLUMNS} FROM draft_revisions WHERE ${OF_DRAFT} ORDER BY revision DESC`,
      toKeyParameters(key),
    );
  }

  /** null when there is none, or when it is not of this draft. */
  async findRevision(
    key: DraftKey,
    id: DraftRevisionId,
  ): Promise<(DraftRevisionRecord & { readonly files: readonly SubmissionFile[] }) | null> {
    const [row] = await queryRows<DraftRevisionRecord & { files: SubmissionFile[] }>(
      this.dataSource,
      `SELECT ${REVISION_COLUMNS}, files FROM draft_revisions WHERE ${OF_DRAFT} AND id = $4`,
      [...toKeyParameters(key), id],
    );
    return row ?? null;
  }
}
