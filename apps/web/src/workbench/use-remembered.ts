import { useCallback, useState } from 'react';

/** A small choice that this browser remembers: the width of a pane, how many hints are open. */
export function useRemembered(key: string, initial: string): readonly [string, (value: string) => void] {
  const stored = `touchstone.${key}`;
  const [value, setValue] = useState(() => localStorage.getItem(stored) ?? initial);
  const remember = useCallback(
    (next: string) => {
      setValue(next);
      localStorage.setItem(stored, next);
    },
    [stored],
  );
  return [value, remember];
}
