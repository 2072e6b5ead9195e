import { useEffect } from 'react';
import { useLoaded, type Loaded } from './use-loaded.js';

/** Loads, and again every `everyMs` while the page is looked at; null: not again. What is shown stays meanwhile. */
export function usePolled<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs: (value: T) => number | null,
): Loaded<T> {
  const loaded = useLoaded(key, load);
  const { reload } = loaded;
  const waitMs = loaded.state === 'ready' ? everyMs(loaded.value) : null;
  useEffect(() => {
    if (waitMs === null) return undefined;
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), waitMs);
    return () => clearInterval(timer);
  }, [waitMs, reload]);
  return loaded;
}
