import type { IncomingMessage } from 'node:http';

/** RFC 9110, 7.6.1: about one connection and nobody behind it. */
const HOP_BY_HOP = ['connection', 'proxy-connection', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What a back end is told: a flat list of names and values, so that nothing is joined, sorted or lost. */
export function headersOfRequest(request: IncomingMessage): string[] {
  const headers = endToEnd(request.rawHeaders).filter(([name]) => name.toLowerCase() !== 'x-forwarded-for');
  const way = [request.headers['x-forwarded-for'], request.socket.remoteAddress];
  headers.push(['X-Forwarded-For', way.filter((part) => part !== undefined).join(', ')]);
  // A body without a length is in chunks on this connection, too.
  if (request.headers['transfer-encoding'] !== undefined) headers.push(['Transfer-Encoding', 'chunked']);
  return headers.flat();
}

export const headersOfAnswer = (answer: IncomingMessage): string[] => endToEnd(answer.rawHeaders).flat();

function endToEnd(raw: readonly string[]): [name: string, value: string][] {
  const fields = raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1]!]] : []));
  const named = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(','))
    .map((option) => option.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named]);
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}
