/** True while another tab covers this one, or its window is minimised. */
export const isHidden = (): boolean => document.visibilityState === 'hidden';

/** Until the tab is shown or hidden, but no longer than this. */
export function waitForTurn(mostMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = () => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(end, mostMs);
    document.addEventListener('visibilitychange', end, { signal: done.signal });
    signal.addEventListener('abort', end, { signal: done.signal });
  });
}
