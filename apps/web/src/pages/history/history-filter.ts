/** What the history is narrowed to, as it stands in the address; empty text is no filter. Days are this browser's. */
export interface HistoryFilter {
  readonly exercise: string;
  readonly runtime: string;
  readonly outcome: string;
  readonly mode: string;
  /** First day, `2026-03-01`. */
  readonly from: string;
  /** Last day, included. */
  readonly to: string;
}

const NAMES = ['exercise', 'runtime', 'outcome', 'mode', 'from', 'to'] as const;

export function readFilter(search: URLSearchParams): HistoryFilter {
  const [exercise, runtime, outcome, mode, from, to] = NAMES.map((name) => search.get(name) ?? '');
  return { exercise: exercise!, runtime: runtime!, outcome: outcome!, mode: mode!, from: from!, to: to! };
}

/** The same for the address, without what narrows nothing. */
export function writeFilter(filter: HistoryFilter, cursor?: string): URLSearchParams {
  const wanted = Object.entries({ ...filter, cursor: cursor ?? '' });
  return new URLSearchParams(wanted.filter(([, value]) => value !== ''));
}

/** The same for the API, which knows moments and no days. A day that does not exist narrows nothing. */
export function toQuery(filter: HistoryFilter, cursor: string | null, limit: number): URLSearchParams {
  const { from, to, ...rest } = filter;
  const query = writeFilter({ ...rest, from: toMoment(from, 0), to: toMoment(to, 1) }, cursor ?? undefined);
  query.set('limit', String(limit));
  return query;
}

/** Midnight at the beginning of a day, or so many days later. */
function toMoment(day: string, daysLater: number): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number);
  if (parts === undefined) return '';
  return new Date(parts[0]!, parts[1]! - 1, parts[2]! + daysLater).toISOString();
}

export const isNarrowed = (filter: HistoryFilter): boolean =>
  Object.values(filter).some((value) => value !== '');
