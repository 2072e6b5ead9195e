import type { ServerResponse } from 'node:http';

export interface UpstreamAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly delayMs?: number;
  /** Cuts the connection instead of answering. */
  readonly drop?: boolean;
  /** Cuts the connection in the middle of the body. */
  readonly cut?: boolean;
  /** Says nothing at all, and leaves the connection open. */
  readonly stall?: boolean;
}

/** Sends all of an answer, or the half of it that is to arrive. */
export function sendAnswer(outgoing: ServerResponse, answer: UpstreamAnswer): void {
  const { status = 200, headers = {}, json, text = '', cut = false } = answer;
  const body = Buffer.from(json === undefined ? text : JSON.stringify(json));
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json';
  if (!cut) {
    outgoing.writeHead(status, { 'content-type': type, ...headers });
    outgoing.end(body);
    return;
  }
  // An empty body has no middle: one byte more is promised than there is.
  const length = Math.max(body.length, 1);
  outgoing.writeHead(status, { 'content-type': type, ...headers, 'content-length': length });
  outgoing.flushHeaders();
  outgoing.write(body.subarray(0, Math.floor(length / 2)), () => outgoing.destroy());
}
