import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { DraftKeeper, type DraftView } from '../drafts/draft-keeper.js';
import { localDrafts } from '../drafts/local-drafts.js';
import { readStarter, serverDrafts } from '../drafts/server-drafts.js';
import { announce } from '../shell/announcer.js';

export interface OpenDraft extends DraftView {
  readonly keeper: DraftKeeper;
}

/** The draft of one exercise in one runtime, kept while the page is open. */
export function useDraft(userId: string | null, slug: string, runtime: string): OpenDraft {
  const create = () =>
    new DraftKeeper({
      local: localDrafts(userId, slug, runtime),
      server: userId === null ? null : serverDrafts(slug, runtime),
      readStarter: () => readStarter(slug, runtime),
    });
  const key = `${userId}/${slug}/${runtime}`;
  const [opened, setOpened] = useState(() => ({ key, keeper: create() }));
  useEffect(() => {
    const keeper = create();
    setOpened({ key, keeper });
    void keeper.open();
    const letGo = keepInStep(keeper);
    return () => {
      letGo();
      keeper.close();
    };
    // `key` is all that makes it another draft.
  }, [key]);
  const { keeper } = opened;
  const view = useSyncExternalStore(keeper.listen, keeper.look);
  // Between another key and its effect, nothing of the draft before is shown.
  const shown = opened.key === key ? view : LOADING;
  return useMemo(() => ({ ...shown, keeper }), [shown, keeper]);
}

const LOADING: DraftView = { files: [], state: { is: 'loading' }, savedAt: null, isKept: true };

/** Saves before the page goes out of sight, and looks for news when it comes back or the connection does. */
function keepInStep(keeper: DraftKeeper): () => void {
  const look = () => {
    if (document.visibilityState === 'hidden') keeper.flush();
    else
      void keeper.refresh().then((isNews) => {
        if (isNews) announce('Your draft was brought up to date with your other browser.');
      });
  };
  const flush = () => keeper.flush();
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  window.addEventListener('online', flush);
  window.addEventListener('pagehide', flush);
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    window.removeEventListener('online', flush);
    window.removeEventListener('pagehide', flush);
  };
}
