import { Draft, DraftConflict, DraftRevision, DraftRevisionList, SavedDraft, Starter } from '#contracts';
import { ApiError, asJson, request } from '../api/client.js';
import type { PendingSave } from './pending-saves.js';
import { DraftConflictError } from './draft-state.js';

const address = (slug: string, runtime: string, tail = '') =>
  `/exercises/${encodeURIComponent(slug)}/draft${tail}?runtime=${encodeURIComponent(runtime)}`;

/** Fetch keeps a request alive for a page that is left only when it is small. */
const KEEPALIVE_BYTES = 60_000;

/** The draft as the API has it. */
export function serverDrafts(slug: string, runtime: string) {
  return {
    read: (): Promise<Draft> => request(Draft, address(slug, runtime)),
    async save(base: number, save: PendingSave): Promise<SavedDraft> {
      const init = asJson('PUT', save);
      const keepalive = (init.body as string).length < KEEPALIVE_BYTES;
      const headers = { ...init.headers, 'if-match': `"${base}"` };
      try {
        return await request(SavedDraft, address(slug, runtime), { ...init, headers, keepalive });
      } catch (error) {
        throw toConflict(error) ?? error;
      }
    },
  };
}

export const listRevisions = (slug: string, runtime: string, signal: AbortSignal) =>
  request(DraftRevisionList, address(slug, runtime, '/revisions'), { signal });

export const readRevision = (slug: string, runtime: string, id: string, signal: AbortSignal) =>
  request(DraftRevision, address(slug, runtime, `/revisions/${encodeURIComponent(id)}`), { signal });

/** Empty when the exercise has no starter for the runtime. */
export async function readStarter(slug: string, runtime: string): Promise<Starter['files']> {
  try {
    const path = `/exercises/${encodeURIComponent(slug)}/starter?runtime=${encodeURIComponent(runtime)}`;
    return (await request(Starter, path)).files;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return [];
    throw error;
  }
}

function toConflict(error: unknown): DraftConflictError | null {
  if (!(error instanceof ApiError) || error.code !== 'draft-changed') return null;
  const answer = DraftConflict.safeParse(error.body);
  return answer.success ? new DraftConflictError(answer.data.draft) : null;
}
