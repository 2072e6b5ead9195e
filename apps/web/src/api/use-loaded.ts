import { useCallback, useEffect, useRef, useState } from 'react';

type State<T> = { state: 'loading' } | { state: 'failed'; error: Error } | { state: 'ready'; value: T };

/** What came of loading, and a way to load again; what is shown stays until the new value is there. */
export type Loaded<T> = State<T> & { readonly reload: () => void };

/** Loads once per `key`, and again when asked; a later key cancels an earlier load. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<State<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const shownKey = useRef<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const isReload = shownKey.current === key;
    shownKey.current = key;
    if (!isReload) setLoaded({ state: 'loading' });
    load(abort.signal).then(
      (value) => !abort.signal.aborted && setLoaded({ state: 'ready', value }),
      // A reload in the background that fails leaves what is shown.
      (error: Error) =>
        !abort.signal.aborted &&
        setLoaded((before) => (before.state === 'ready' ? before : { state: 'failed', error })),
    );
    return () => abort.abort();
    // `load` is a new closure on every render; `key` says when it means something new.
  }, [key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...loaded, reload };
}
