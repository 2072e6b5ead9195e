import type { IncomingHttpHeaders } from 'node:http2';

/** Lower-case names; repeated ones joined by `, `. Values of names that end in `-bin` are in base64, as they came. */
export type GrpcMetadata = Readonly<Record<string, string>>;

/** What HTTP/2 and gRPC themselves say in the headers. */
const OF_THE_PROTOCOL = new Set([
  'content-type',
  'date',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-message',
  'grpc-status',
]);

export function isGrpc(headers: IncomingHttpHeaders): boolean {
  return (
    Number(headers[':status']) === 200 && /^application\/grpc(?:[+;]|$)/.test(headers['content-type'] ?? '')
  );
}

/** What the program itself put into the headers, or into the trailers. */
export function readMetadata(headers: IncomingHttpHeaders): GrpcMetadata {
  const own = Object.entries(headers).filter(([name]) => !name.startsWith(':') && !OF_THE_PROTOCOL.has(name));
  // fromEntries defines own properties, so that a header called __proto__ is only a header (threat H07).
  return Object.fromEntries(own.map(([name, value]) => [name, [value].flat().join(', ')]));
}

export function countHeaderBytes(headers: IncomingHttpHeaders): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
}

/** The text of `grpc-message`, whose bytes beyond ASCII are percent-encoded. */
export function readStatusMessage(headers: IncomingHttpHeaders): string {
  const text = String(headers['grpc-message'] ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
