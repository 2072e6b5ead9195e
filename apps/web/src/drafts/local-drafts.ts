import { createStore, del, get, set } from 'idb-keyval';
import type { LocalDraft } from './draft-keeper.js';

const NOBODY = 'nobody';

let opened: ReturnType<typeof createStore> | undefined;
const store = () => (opened ??= createStore('touchstone-drafts', 'drafts'));

/** Drafts in this browser (IndexedDB), each person's apart: a browser may be shared. */
export function localDrafts(userId: string | null, slug: string, runtime: string) {
  const key = (who: string) => `${who}/${slug}/${runtime}`;
  const own = key(userId ?? NOBODY);
  return {
    async read(): Promise<LocalDraft | null> {
      const found = await get<LocalDraft>(own, store());
      if (found !== undefined || userId === null) return found ?? null;
      return adoptFromNobody(key(NOBODY), own);
    },
    write: (draft: LocalDraft): Promise<void> => set(own, draft, store()),
  };
}

/** What was written before logging in belongs to who logs in. */
async function adoptFromNobody(from: string, to: string): Promise<LocalDraft | null> {
  const found = await get<LocalDraft>(from, store());
  if (found === undefined) return null;
  await set(to, found, store());
  await del(from, store());
  return found;
}
