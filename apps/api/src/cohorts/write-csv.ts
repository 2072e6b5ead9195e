import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A table as CSV with a header line.
 * SECURITY: P39: a cell that a spreadsheet would run begins with an apostrophe (OWASP, CSV injection).
 */
export function writeCsv(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return stringify([header, ...rows.map((row) => row.map(toSafeCell))], { record_delimiter: 'windows' });
}

function toSafeCell(cell: string | number | null): string | number {
  if (typeof cell !== 'string') return cell ?? '';
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
