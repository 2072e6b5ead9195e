/** One instruction as it stands in the file, comments and continued lines resolved. */
export interface RawInstruction {
  /** From 1. */
  readonly line: number;
  readonly keyword: string;
  /** Behind the keyword, lines joined by a space. */
  readonly text: string;
}

/** Of them; the rest of the file are instructions. */
const ESCAPE_DIRECTIVE = /^# *escape *= *([\\`]) *$/i;
const DIRECTIVE = /^# *[a-z]+ *=/i;
/** A here-document: `<<EOF`, `<<-"EOF"`. Names that nobody writes by hand are none. */
const HEREDOC = /<<-?(["']?)([A-Za-z_][A-Za-z0-9_]{0,63})\1/g;
const MAX_HEREDOCS = 10;
const TAKES_HEREDOCS = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Cuts a Dockerfile into instructions, line by line, as BuildKit does: continued lines, comments between them, here-documents.
 * Own work because the one parser that there is makes patterns of a learner's text: a here-document with a long name ended the
 * grader (H08, adr/0015).
 */
export function splitDockerfile(text: string): RawInstruction[] {
  const lines = text.split(/\r?\n/);
  const escape = findEscape(lines);
  const instructions: RawInstruction[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (isSkipped(line)) {
      at += 1;
      continue;
    }
    const { end, joined } = joinLines(lines, at, escape);
    const instruction = toRaw(joined, at + 1);
    instructions.push(instruction);
    at = TAKES_HEREDOCS.has(instruction.keyword) ? skipHeredocs(lines, end, instruction.text) : end;
  }
  return instructions;
}

const isSkipped = (line: string): boolean => line.trim() === '' || line.trimStart().startsWith('#');

/** Directives stand before everything else. */
function findEscape(lines: readonly string[]): string {
  for (const line of lines) {
    if (!DIRECTIVE.test(line)) return '\\';
    const escape = ESCAPE_DIRECTIVE.exec(line)?.[1];
    if (escape !== undefined) return escape;
  }
  return '\\';
}

/** Empty lines and comments between continued lines belong to them. */
function joinLines(lines: readonly string[], start: number, escape: string): { end: number; joined: string } {
  const parts: string[] = [];
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (at > start && isSkipped(line)) continue;
    const trimmed = line.trimEnd();
    if (!trimmed.endsWith(escape)) return { end: at + 1, joined: [...parts, trimmed].join(' ') };
    parts.push(trimmed.slice(0, -1));
  }
  return { end: lines.length, joined: parts.join(' ') };
}

function toRaw(joined: string, line: number): RawInstruction {
  const text = joined.trim();
  const space = text.search(/\s/);
  return space < 0
    ? { line, keyword: text.toUpperCase(), text: '' }
    : { line, keyword: text.slice(0, space).toUpperCase(), text: text.slice(space).trim() };
}

/** The line behind the last here-document that an instruction opens. */
function skipHeredocs(lines: readonly string[], start: number, text: string): number {
  let at = start;
  for (const [, , name] of [...text.matchAll(HEREDOC)].slice(0, MAX_HEREDOCS)) {
    while (at < lines.length && lines[at]?.replace(/^\t+/, '') !== name) at += 1;
    at = Math.min(at + 1, lines.length);
  }
  return at;
}
