import { request as open, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { hasBody, headersOfAnswer, headersOfRequest } from './headers.ts';
import type { BackEnd, Pool } from './pool.ts';

const PATIENCE_MS = 1000;
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** `over`: the client has an answer, or has left. Otherwise nothing of an answer came. */
type Outcome = 'over' | { readonly status: 502 | 504; readonly wasSent: boolean };

export async function forward(pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isRepeatable = REPEATABLE.includes(request.method!) && !hasBody(request);
  const asked = new Set<BackEnd>();
  let status = 503;
  for (;;) {
    const backEnd = pool.take(asked);
    if (!backEnd) return apologize(response, status);
    asked.add(backEnd);
    const outcome = await ask(backEnd, request, response);
    pool.release(backEnd);
    if (outcome === 'over') return;
    status = outcome.status;
    if (outcome.wasSent && !isRepeatable) return apologize(response, status);
  }
}

function ask(backEnd: BackEnd, request: IncomingMessage, response: ServerResponse): Promise<Outcome> {
  return new Promise((resolve) => {
    // Not one URL of both: its parser would tidy the client's path up.
    const outgoing = open(backEnd.url, {
      method: request.method,
      path: request.url,
      headers: headersOfRequest(request),
      agent: false,
    });
    let wasSent = false;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const leave = () => outgoing.destroy();
    response.once('close', leave);

    // Nothing of a body is read before there is somebody to take it.
    outgoing.once('socket', (socket) => {
      socket.once('connect', () => {
        wasSent = true;
        if (!hasBody(request)) return outgoing.end();
        outgoing.flushHeaders();
        request.pipe(outgoing);
      });
    });
    outgoing.once('finish', () => {
      timer = setTimeout(() => {
        isLate = true;
        outgoing.destroy();
      }, PATIENCE_MS);
    });
    outgoing.once('response', (answer) => {
      clearTimeout(timer);
      timer = setTimeout(() => outgoing.destroy(), 2 * PATIENCE_MS);
      response.off('close', leave);
      response.writeHead(answer.statusCode!, answer.statusMessage, headersOfAnswer(answer));
      response.flushHeaders();
      // Whichever side breaks takes the other one along.
      pipeline(answer, response, () => {
        clearTimeout(timer);
        outgoing.destroy();
        resolve('over');
      });
    });
    outgoing.on('error', () => {
      // Behind an answer it means nothing: the promise is kept by then, or the pipeline will.
      if (outgoing.res) return;
      clearTimeout(timer);
      response.off('close', leave);
      resolve(response.closed ? 'over' : { status: isLate ? 504 : 502, wasSent });
    });
  });
}

function apologize(response: ServerResponse, status: number): void {
  const error = { 502: 'No back end could answer.', 503: 'No back end is well.', 504: 'No back end answered in time.' }[status];
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error }));
}
