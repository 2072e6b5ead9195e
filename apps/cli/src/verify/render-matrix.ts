import type { Mark, MatrixRow, ProofMatrix } from '#exercise-catalog';
import type { Style } from '../terminal/style.js';
import { toLine } from '../terminal/printable.js';

const SYMBOLS: Readonly<Record<Mark, string>> = { passed: '·', failed: '✘', 'not-run': ' ', unstable: '?' };
const KEYS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LEGEND =
  '· passes   ✘ fails as it should   ! not as expected   ? not the same each time   blank: did not run';

/** Tests down, programs across: which program fails which test, and how many rejected ones each test catches. */
export function renderMatrix(matrix: ProofMatrix, style: Style, width: number): string[] {
  const keys = matrix.rows.map((_, index) => KEYS[index] ?? '#');
  return [
    ...listProgramRows(matrix.rows, keys, style),
    '',
    style.dim(LEGEND),
    ...renderTests(matrix, keys, style, width),
  ];
}

function listProgramRows(rows: readonly MatrixRow[], keys: readonly string[], style: Style): string[] {
  const label = Math.max(...rows.map((row) => row.program.length));
  const outcome = Math.max(...rows.map((row) => row.outcome.length));
  return rows.map((row, index) => {
    const asExpected = row.expected && row.cells.every((cell) => cell.expected);
    const text = `${row.program.padEnd(label)}  ${row.outcome.padEnd(outcome)}  ${String(row.score).padStart(5)}`;
    return `  ${style.bold(keys[index] ?? '')}  ${asExpected ? text : style.red(text)}`;
  });
}

function renderTests(matrix: ProofMatrix, keys: readonly string[], style: Style, width: number): string[] {
  const columns = layColumns(matrix.rows);
  const room = width - columns.width - 'kills'.length - 6;
  const titles = Math.max(20, Math.min(room, Math.max(...matrix.tests.map((id) => titleOf(id).length)) + 2));
  const head = `${' '.repeat(titles + 2)}${columns.lay(keys)}  kills`;
  return [
    style.bold(head),
    ...matrix.tests.flatMap((id, index) => renderTest(matrix, id, index, titles, columns, style)),
  ];
}

function renderTest(
  matrix: ProofMatrix,
  id: string,
  index: number,
  titles: number,
  columns: Columns,
  style: Style,
): string[] {
  const group = groupOf(id);
  const opensGroup = index === 0 || groupOf(matrix.tests[index - 1] ?? '') !== group;
  const kills = countKills(matrix.rows, index);
  const cells = columns.lay(matrix.rows.map((row) => renderCell(row, index, style)));
  const count = kills === 0 ? style.red('    0') : String(kills).padStart(5);
  const line = `  ${toLine(`  ${titleOf(id)}`, titles).padEnd(titles)}${cells}  ${count}`;
  return opensGroup ? [`  ${style.bold(toLine(group, titles))}`, line] : [line];
}

function renderCell(row: MatrixRow, index: number, style: Style): string {
  const cell = row.cells[index];
  if (cell === undefined) return ' ';
  if (!cell.expected) return style.red(cell.mark === 'unstable' ? '?' : '!');
  return cell.mark === 'failed' ? style.green(SYMBOLS.failed) : style.dim(SYMBOLS[cell.mark]);
}

function countKills(rows: readonly MatrixRow[], index: number): number {
  return rows.filter((row) => row.role === 'rejected' && isKill(row.cells[index])).length;
}

function isKill(cell: MatrixRow['cells'][number] | undefined): boolean {
  return cell?.mark === 'failed' && cell.expected;
}

interface Columns {
  readonly width: number;
  lay(cells: readonly string[]): string;
}

/** One letter for each program, with a gap between starters, accepted and rejected ones. */
function layColumns(rows: readonly MatrixRow[]): Columns {
  const gaps = rows.map((row, index) => (index > 0 && rows[index - 1]?.role !== row.role ? '   ' : ' '));
  return {
    width: gaps.reduce((sum, gap) => sum + gap.length + 1, 0),
    lay: (cells) => cells.map((cell, index) => `${gaps[index] ?? ' '}${cell}`).join(''),
  };
}

const SEPARATOR = ' › ';

function groupOf(id: string): string {
  return id.split(SEPARATOR)[0] ?? id;
}

function titleOf(id: string): string {
  return id.slice(groupOf(id).length + SEPARATOR.length);
}
