import { useCallback, useState } from 'react';

export interface Action<Input extends unknown[]> {
  readonly run: (...input: Input) => Promise<boolean>;
  readonly busy: boolean;
  readonly error: Error | null;
}

/**
 * Something a person does: `run` resolves to whether it worked; meanwhile `busy`, and what went wrong is kept for the
 * page to show.
 */
export function useAction<Input extends unknown[]>(
  work: (...input: Input) => Promise<unknown>,
): Action<Input> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = useCallback(
    async (...input: Input) => {
      setBusy(true);
      setError(null);
      try {
        await work(...input);
        return true;
      } catch (failure) {
        setError(failure as Error);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [work],
  );
  return { run, busy, error };
}
