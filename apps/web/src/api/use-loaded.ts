import { useCallback, useEffect, useRef, useState } from 'react';
import { isAway, type ApiError } from './client.js';

type State<T> =
  | { state: 'loading' }
  | { state: 'failed'; error: Error }
  /** `isOld`: reading it again has failed since. */
  | { state: 'ready'; value: T; isOld: boolean };

/** A load that takes longer is given up for a newer one. */
const STUCK_MS = 5_000;

const ASK_AGAIN_SECONDS = 3;

/** What came of loading, and a way to load again; what is shown stays until the new value is there. */
export type Loaded<T> = State<T> & { readonly reload: () => void };

/** Loads once per `key`, and again when asked; a later key cancels an earlier load. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<State<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const shownKey = useRef<string | null>(null);
  /** When the load that is under way began; null while none is. */
  const begunAtMs = useRef<number | null>(null);
  const isOutdated = useRef(false);
  useEffect(() => {
    const abort = new AbortController();
    const isReload = shownKey.current === key;
    shownKey.current = key;
    if (!isReload) setLoaded({ state: 'loading' });
    begunAtMs.current = Date.now();
    isOutdated.current = false;
    const loadAgain = () => setRound((before) => before + 1);
    const settle = (error: Error | null, next: (before: State<T>) => State<T>) => {
      if (abort.signal.aborted) return;
      begunAtMs.current = null;
      setLoaded(next);
      if (isOutdated.current) loadAgain();
      else if (error !== null) askAgainLater(error, loadAgain, abort.signal);
    };
    load(abort.signal).then(
      (value) => settle(null, () => ({ state: 'ready', value, isOld: false })),
      // A reload in the background that fails leaves what is shown.
      (error: Error) =>
        settle(error, (before) =>
          before.state === 'ready' ? { ...before, isOld: true } : { state: 'failed', error },
        ),
    );
    return () => abort.abort();
    // `load` is a new closure on every render; `key` says when it means something new.
  }, [key, round]);
  const reload = useCallback(() => {
    // One that is under way ends first: cut short by each that follows, none would where they come fast.
    const isFresh = begunAtMs.current !== null && Date.now() - begunAtMs.current < STUCK_MS;
    if (isFresh) isOutdated.current = true;
    else setRound((before) => before + 1);
  }, []);
  return { ...loaded, reload };
}

/** A server that is away comes back, and a busy one says when: nobody has to press a button for that. */
function askAgainLater(error: Error, ask: () => void, signal: AbortSignal): void {
  const { status, retryAfterSeconds = ASK_AGAIN_SECONDS } = error as Partial<ApiError>;
  if (!isAway(status)) return;
  const timer = setTimeout(ask, retryAfterSeconds * 1_000);
  signal.addEventListener('abort', () => clearTimeout(timer));
}
