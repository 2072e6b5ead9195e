import type { LineRange } from '#contracts';

export interface MarkedLine {
  readonly number: number;
  readonly text: string;
  /** The letter of the fragment that the line is in; null when it is in none. */
  readonly fragment: string | null;
}

/** The lines of a file, each with the first fragment that has it. */
export function markLines(
  path: string,
  content: string,
  fragments: readonly (readonly LineRange[])[],
): MarkedLine[] {
  const lines = content.replace(/\n$/, '').split('\n');
  return lines.map((text, index) => {
    const number = index + 1;
    const place = fragments.findIndex((ranges) =>
      ranges.some((range) => range.path === path && range.from <= number && number <= range.to),
    );
    return { number, text, fragment: place === -1 ? null : toLetter(place) };
  });
}

/** A to Z, then AA, AB and so on. */
export function toLetter(place: number): string {
  const rest = Math.floor(place / 26);
  const letter = String.fromCharCode(65 + (place % 26));
  return rest === 0 ? letter : toLetter(rest - 1) + letter;
}
