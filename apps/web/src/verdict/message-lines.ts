import type { FailedCheck, HttpExchange } from '#contracts';
import { findLines, toPlacedLines } from './json-lines.js';

export interface MessageLine {
  readonly text: string;
  /** The check failed here. */
  readonly differs: boolean;
}

/** A request as it went over the wire, with its body laid out. */
export function writeRequest({ method, url, headers, body }: HttpExchange['request']): MessageLine[] {
  return [
    same(`${method} ${toTarget(url)}`),
    ...Object.entries(headers).map(([name, value]) => same(`${name}: ${value}`)),
    ...withBlankLine(
      toPlacedLines(body ?? '').map(({ text }) => same(text)),
      body,
    ),
  ];
}

/** A response as it came, with its body laid out and the place that the check was about marked. */
export function writeResponse(
  { status, headers, body }: NonNullable<HttpExchange['response']>,
  check: FailedCheck | null,
): MessageLine[] {
  return [
    { text: String(status), differs: check?.what === 'status' },
    ...writeHeaders(headers, check),
    ...withBlankLine(writeBody(body ?? '', check), body),
  ];
}

function writeHeaders(headers: Readonly<Record<string, string>>, check: FailedCheck | null): MessageLine[] {
  const wanted = check?.what === 'header' ? check.place : null;
  const lines = Object.entries(headers).map(([name, value]) => ({
    text: `${name}: ${value}`,
    differs: name.toLowerCase() === wanted?.toLowerCase(),
  }));
  const isMissing = wanted !== null && check?.actual === null;
  return isMissing ? [...lines, { text: `(no ${wanted})`, differs: true }] : lines;
}

function writeBody(body: string, check: FailedCheck | null): MessageLine[] {
  const lines = toPlacedLines(body);
  const marked = check?.what === 'body' ? findLines(lines, check.place) : new Set<number>();
  return lines.map(({ text }, index) => ({ text, differs: marked.has(index) }));
}

const same = (text: string): MessageLine => ({ text, differs: false });

function withBlankLine(lines: readonly MessageLine[], body: string | null): readonly MessageLine[] {
  return body === null || body === '' ? [] : [same(''), ...lines];
}

/** The address of a pod is of no interest; what was asked for there is. */
function toTarget(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/';
}
