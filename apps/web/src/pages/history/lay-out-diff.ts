import { diffLines } from 'diff';

export interface NamedText {
  readonly path: string;
  readonly content: string;
}

/** A line of a comparison. Numbers count from 1; null where the line is not in that file. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** A run of lines that are shown, or of unchanged ones that are folded away. */
export interface DiffBlock {
  readonly folded: boolean;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly path: string;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
  readonly added: number;
  readonly removed: number;
  readonly blocks: readonly DiffBlock[];
}

/** Unchanged lines that stay visible around a change. */
const CONTEXT = 3;
/** Folding fewer lines than this away hides more than it saves. */
const FEWEST_FOLDED = 4;
/** Two long texts without a line in common take long to compare and tell nothing. */
const COMPARE_WITHIN_MS = 1_000;

/** Every file of two sets, by path: those that differ first, then the others. */
export function compareFiles(before: readonly NamedText[], after: readonly NamedText[]): FileDiff[] {
  const paths = [...new Set([...before, ...after].map(({ path }) => path))].sort();
  const textOf = (files: readonly NamedText[], path: string) =>
    files.find((file) => file.path === path)?.content ?? null;
  const diffs = paths.map((path) => compareTexts(path, textOf(before, path), textOf(after, path)));
  return [
    ...diffs.filter(({ change }) => change !== 'same'),
    ...diffs.filter(({ change }) => change === 'same'),
  ];
}

function compareTexts(path: string, before: string | null, after: string | null): FileDiff {
  const lines = toLines(before ?? '', after ?? '');
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [count('added'), count('removed')];
  return { path, change: tellChange(before, after), added, removed, blocks: fold(lines) };
}

function tellChange(before: string | null, after: string | null): FileDiff['change'] {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  return before === after ? 'same' : 'changed';
}

function toLines(before: string, after: string): DiffLine[] {
  const changes = diffLines(before, after, { timeout: COMPARE_WITHIN_MS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  let [inBefore, inAfter] = [0, 0];
  return changes.flatMap(({ value, added, removed }) =>
    splitLines(value).map((text): DiffLine => {
      if (added) return { kind: 'added', text, before: null, after: (inAfter += 1) };
      if (removed) return { kind: 'removed', text, before: (inBefore += 1), after: null };
      return { kind: 'same', text, before: (inBefore += 1), after: (inAfter += 1) };
    }),
  );
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Cuts the lines into what is near a change and what is not. */
function fold(lines: readonly DiffLine[]): DiffBlock[] {
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  const blocks: { folded: boolean; lines: DiffLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const folded = !shown[index];
    const last = blocks.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else blocks.push({ folded, lines: [line] });
  }
  return blocks.map((block) => (block.lines.length < FEWEST_FOLDED ? { ...block, folded: false } : block));
}

/** Two lines that stand beside each other; null where one side has none. */
export interface DiffPair {
  readonly left: DiffLine | null;
  readonly right: DiffLine | null;
}

/** Side by side: what was removed beside what came in its place. */
export function pairLines(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: { left: DiffLine | null; right: DiffLine | null }[] = [];
  let unpaired = 0;
  for (const line of lines) {
    if (line.kind === 'same') {
      unpaired = pairs.push({ left: line, right: line });
    } else if (line.kind === 'removed') {
      pairs.push({ left: line, right: null });
    } else {
      const partner = pairs.slice(unpaired).find(({ right }) => right === null);
      if (partner) partner.right = line;
      else pairs.push({ left: null, right: line });
    }
  }
  return pairs;
}
