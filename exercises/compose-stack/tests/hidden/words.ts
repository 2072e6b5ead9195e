/** The words of a command line, as Compose splits it: quotes hold together what belongs together. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs))
    words.push(
      word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (all, double, single, escaped) =>
        String(double ?? single ?? escaped ?? all),
      ),
    );
  return words;
}

/** Of a command or an entrypoint, which is text or a list. */
export function toWords(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? splitWords(value) : [];
}

export interface Command {
  /** What a shell is given; null when there is none. */
  readonly script: string | null;
  readonly words: readonly string[];
}

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash)$/;

/** A list of words, in which a shell may be given a script: `sh -c "…"`. */
export function toCommand(words: readonly string[]): Command {
  const [first = '', second = '', third] = words;
  if (SHELL.test(first) && /^-[a-z]*c$/.test(second) && third !== undefined)
    return { script: third, words: splitWords(third) };
  return { script: null, words };
}
