/**
 * Lists the places of strings that Postgres cannot keep: those with NUL or half of a surrogate pair (threat P09).
 * Files of a submission are left out: `checkSubmissionFiles` has better words for them.
 */
export function listUnstorableText(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return isStorable(value) ? [] : [[...path]];
  if (typeof value !== 'object' || value === null || path[0] === 'files') return [];
  return Object.entries(value).flatMap(([key, inner]) => listUnstorableText(inner, [...path, key]));
}

export function isStorable(text: string): boolean {
  return !text.includes('\0') && isWellFormed(text);
}

function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
