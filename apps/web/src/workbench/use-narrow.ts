import { useSyncExternalStore } from 'react';

/** Below this, panes beside each other would be too small to work in. */
const NARROW = '(max-width: 60rem)';

export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => matchMedia(NARROW).matches);
}

function listen(tell: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', tell);
  return () => query.removeEventListener('change', tell);
}
