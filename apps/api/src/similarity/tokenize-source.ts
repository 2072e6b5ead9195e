import { Region, TokenizedFile, File } from '@dodona/dolos-core';
import { parser as go } from '@lezer/go';
import { parser as java } from '@lezer/java';
import { parser as javascript } from '@lezer/javascript';
import { parser as php } from '@lezer/php';
import { parser as python } from '@lezer/python';
import type { LineRange, SubmissionFile } from '#contracts';

/** Somebody's program, as it is compared. */
export interface Source {
  readonly id: string;
  readonly files: readonly SubmissionFile[];
}

export interface TokenizedSource {
  readonly id: string;
  readonly file: TokenizedFile;
  /** The lines of a stretch of the whole, which may run over several files. Rows count from 0. */
  readonly toLines: (rows: { readonly startRow: number; readonly endRow: number }) => LineRange[];
}

interface Part {
  readonly path: string;
  readonly firstRow: number;
  readonly rows: number;
}

/** More of a file is not looked at: nobody writes it by hand, and parsing it would keep others waiting. */
const MOST_CHARACTERS = 100_000;

const typescript = javascript.configure({ dialect: 'ts' });
const PARSERS: Readonly<Record<string, typeof javascript>> = {
  ts: typescript,
  mts: typescript,
  js: javascript,
  mjs: javascript,
  cjs: javascript,
  py: python,
  php,
  go,
  java,
};

/**
 * The words of a program, each by its kind: names, texts and numbers may be changed and comments left out without making it
 * another. Files come in the order of their paths; those that are no program are left out.
 */
export function tokenizeSource({ id, files }: Source): TokenizedSource {
  const tokens: string[] = [];
  const regions: Region[] = [];
  const parts: Part[] = [];
  let firstRow = 0;
  for (const { path, content } of [...files].sort((left, right) => (left.path < right.path ? -1 : 1))) {
    const parser = PARSERS[path.split('.').at(-1) ?? ''];
    if (parser === undefined) continue;
    const text = content.slice(0, MOST_CHARACTERS);
    const starts = listLineStarts(text);
    parser.parse(text).iterate({
      enter: ({ name, from, to, node }) => {
        if (node.firstChild !== null || from === to || name.endsWith('Comment')) return;
        tokens.push(name);
        const [start, end] = [findPlace(starts, from), findPlace(starts, to)];
        regions.push(new Region(firstRow + start.row, start.column, firstRow + end.row, end.column));
      },
    });
    parts.push({ path, firstRow, rows: starts.length });
    firstRow += starts.length;
  }
  return {
    id,
    file: new TokenizedFile(new File(id, ''), tokens, regions),
    toLines: ({ startRow, endRow }) => parts.flatMap((part) => cutLines(part, startRow, endRow)),
  };
}

function cutLines({ path, firstRow, rows }: Part, startRow: number, endRow: number): LineRange[] {
  const from = Math.max(startRow, firstRow);
  const to = Math.min(endRow, firstRow + rows - 1);
  return from > to ? [] : [{ path, from: from - firstRow + 1, to: to - firstRow + 1 }];
}

function listLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function findPlace(starts: readonly number[], offset: number): { row: number; column: number } {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { row: low, column: offset - starts[low]! };
}
