const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Cuts on a whole character and says so. */
export function capText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(LONE_SURROGATES, '')}…`;
}
