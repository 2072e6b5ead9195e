import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

/** Says a sentence to screen readers, politely, without moving anything on the page. */
export function announce(sentence: string): void {
  // A sentence said twice would not be read again unless the text differs.
  said = sentence === said ? `${sentence}\u00a0` : sentence;
  for (const tell of listeners) tell();
}

/** Stands once on the page. */
export function Announcer() {
  const text = useSyncExternalStore(listen, () => said);
  return (
    <div role="status" aria-live="polite" className="visually-hidden" data-announcer>
      {text}
    </div>
  );
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
