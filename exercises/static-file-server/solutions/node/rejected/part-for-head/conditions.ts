import type { IncomingHttpHeaders } from 'node:http';

export interface Validators {
  etag: string;
  /** In whole seconds, as HTTP dates are. */
  modified: Date;
}

/** 412 or 304 when a condition decides the answer (RFC 9110 §13.2.2), else null. */
export function checkConditions(headers: IncomingHttpHeaders, { etag, modified }: Validators): 412 | 304 | null {
  const { 'if-match': match, 'if-none-match': noneMatch, 'if-modified-since': since } = headers;
  if (match !== undefined && match.trim() !== '*' && !listTags(match).includes(etag)) return 412;
  if (noneMatch !== undefined) {
    const known = listTags(noneMatch).map((tag) => tag.replace(/^W\//, ''));
    return noneMatch.trim() === '*' || known.includes(etag) ? 304 : null;
  }
  // A date that cannot be read is NaN, and no comparison with NaN is true.
  return since !== undefined && modified.getTime() <= Date.parse(since) ? 304 : null;
}

/** Whether the rest of an interrupted download would still fit to what the client has. */
export function isRangeCurrent(ifRange: string | undefined, { etag, modified }: Validators): boolean {
  return ifRange === undefined || ifRange === etag || ifRange === modified.toUTCString();
}

// A tag may hold commas, so the list is searched for tags and not split.
const listTags = (list: string): string[] => list.match(/(?:W\/)?"[^"]*"/g) ?? [];
