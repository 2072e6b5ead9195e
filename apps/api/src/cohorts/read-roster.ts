import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Refusal, shownName } from '#contracts';
import type { RosterEntry } from '#persistence';

const MOST_LINES = 5_000;

export interface RosterLine {
  /** As an editor counts them, from 1. */
  readonly line: number;
  /** As it was written; null when there is none. */
  readonly email: string | null;
  readonly name: string | null;
  /** null when the line has a mistake. */
  readonly entry: RosterEntry | null;
  readonly mistake: string | null;
}

/** What columns are called, in lower case without spaces, hyphens and underscores. */
const COLUMNS: Readonly<Record<string, keyof RosterEntry>> = {
  email: 'email',
  mail: 'email',
  emailaddress: 'email',
  name: 'name',
  fullname: 'name',
  displayname: 'name',
  externalid: 'externalId',
  id: 'externalId',
  studentid: 'externalId',
  studentnumber: 'externalId',
};
const IN_ORDER: readonly (keyof RosterEntry)[] = ['name', 'email', 'externalId'];

const Email = z.email().max(254);
const Name = shownName();
const ExternalId = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}]*$/u);

interface RawLine {
  readonly record: readonly string[];
  readonly line: number;
}

/**
 * Reads a roster: `name, email, external id`, in this order or as a header line names them; the address is the only one
 * that must be there. Comma, semicolon or tab. A line with a mistake is told and hinders no other.
 * @throws Refusal `bad-csv` when the text is no table at all
 */
export function readRoster(csv: string): RosterLine[] {
  const lines = parseLines(csv);
  const header = findHeader(lines[0]?.record ?? []);
  const body = header === null ? lines : lines.slice(1);
  if (body.length > MOST_LINES)
    throw new Refusal('bad-csv', `A roster has at most ${MOST_LINES} lines, and this has ${body.length}.`);
  const seen = new Map<string, number>();
  return body.map((raw) => readLine(raw, header ?? IN_ORDER, seen));
}

function parseLines(csv: string): RawLine[] {
  try {
    const rows = parse(csv, {
      bom: true,
      delimiter: findDelimiter(csv),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal('bad-csv', `It is no CSV: ${error.message}. Mend it and send the whole file again.`);
  }
}

/** Spreadsheets of many countries separate by semicolons, and a copied table by tabs. */
function findDelimiter(csv: string): string {
  const first = csv.split(/\r?\n/, 1)[0] ?? '';
  return ['\t', ';'].find((delimiter) => first.includes(delimiter)) ?? ',';
}

/** null when the first line is one of data: no cell of it is called e-mail. */
function findHeader(cells: readonly string[]): (keyof RosterEntry | null)[] | null {
  const columns = cells.map((cell) => COLUMNS[cell.toLowerCase().replaceAll(/[\s_-]/g, '')] ?? null);
  return columns.includes('email') ? columns : null;
}

function readLine(
  { record, line }: RawLine,
  columns: readonly (keyof RosterEntry | null)[],
  seen: Map<string, number>,
): RosterLine {
  const cell = (column: keyof RosterEntry) => record[columns.indexOf(column)] || null;
  const [email, name, externalId] = [cell('email'), cell('name'), cell('externalId')];
  const told = { line, email, name };
  const mistake = findMistake({ email, name, externalId }, seen);
  if (mistake !== null) return { ...told, entry: null, mistake };
  const address = email!.toLowerCase();
  seen.set(address, line);
  return { ...told, entry: { email: address, name, externalId }, mistake: null };
}

function findMistake(
  { email, name, externalId }: { email: string | null; name: string | null; externalId: string | null },
  seen: ReadonlyMap<string, number>,
): string | null {
  if (email === null) return 'has no e-mail address';
  if (!Email.safeParse(email).success) return `“${email.slice(0, 80)}” is no e-mail address`;
  const earlier = seen.get(email.toLowerCase());
  if (earlier !== undefined) return `has the same address as line ${earlier}`;
  if (name !== null && !Name.safeParse(name).success) return 'the name is too long or has control characters';
  if (externalId !== null && !ExternalId.safeParse(externalId).success)
    return 'the external id is longer than 64 characters or has control characters';
  return null;
}
