const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 12 * 60 * 60_000;
const MOST_TRIES = 10;

/**
 * How long to wait after a try that failed: 10 s, 40 s, 160 s, … 12 h at most, about two days for all of them; a quarter
 * more or less by chance, so that messages that failed together do not come back together. null: it is given up.
 * @param tries those that were made, this one counted
 * @param random from 0 up to 1
 */
export function planRetry(tries: number, random: number): number | null {
  if (tries >= MOST_TRIES) return null;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 4 ** (tries - 1), LONGEST_PAUSE_MS);
  return Math.round(pauseMs * (0.75 + random / 2));
}
