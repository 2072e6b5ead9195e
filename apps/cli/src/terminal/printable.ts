/**
 * Text from elsewhere (a learner's program, a server) as it may be written to a terminal: without the control
 * characters that move the cursor, change colours or rename the window. Keeps newlines and tabs.
 */
export function toPrintable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?![\n\t])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** The start of a text, cut to so many characters, on one line. */
export function toLine(text: string, width: number): string {
  const line = toPrintable(text).replaceAll(/\s*\n\s*/g, ' ');
  const characters = [...line];
  return characters.length <= width ? line : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Every line of a text set in by so many spaces. */
export function indent(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** The first lines of a text, and how many more there are and where: more would push the rest off the screen. */
export function cutLines(text: string, most: number): string {
  const lines = text.split('\n');
  const more = lines.length - most;
  return more <= 1 ? text : [...lines.slice(0, most), `… ${more} more lines: --json has them`].join('\n');
}
