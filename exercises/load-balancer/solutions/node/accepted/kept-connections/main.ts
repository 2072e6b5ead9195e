import { once } from 'node:events';
import { Agent, createServer, request as open } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

interface BackEnd {
  readonly hostname: string;
  readonly port: string;
  readonly index: number;
  readonly underWay: Set<IncomingMessage>;
  /** Results of the last checks, the newest first. */
  history: boolean[];
  isOut: boolean;
}

const { PORT, UPSTREAM_RED_URL, UPSTREAM_GREEN_URL, UPSTREAM_BLUE_URL } = process.env;
const HOP_BY_HOP = /^(connection|proxy-connection|keep-alive|te|transfer-encoding|upgrade)$/;
const REPEATABLE = /^(GET|HEAD|OPTIONS|PUT|DELETE)$/;
const SENTENCES = { 502: 'Nobody could answer.', 503: 'Nobody is there.', 504: 'Nobody answered in time.' };

const agent = new Agent({ keepAlive: true });
const backEnds = [UPSTREAM_RED_URL, UPSTREAM_GREEN_URL, UPSTREAM_BLUE_URL].map((url, index): BackEnd => {
  const { hostname, port } = new URL(url!);
  return { hostname, port, index, underWay: new Set(), history: [], isOut: false };
});
let turn = 0;

for (const backEnd of backEnds) void watch(backEnd);

createServer((request, response) => {
  balance(request, response).catch(() => response.destroy());
}).listen(Number(PORT), '127.0.0.1');

async function balance(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const canRepeat = REPEATABLE.test(request.method!) && !hasBody(request);
  let candidates = backEnds.filter(({ isOut }) => !isOut);
  let status: 502 | 503 | 504 = 503;
  while (candidates.length > 0) {
    const backEnd = candidates.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    turn = (backEnd.index + 1) % backEnds.length;
    backEnd.underWay.add(request);
    try {
      const outcome = await exchange(backEnd, request, response);
      if (outcome === 'done') return;
      status = outcome.status;
      if (outcome.reached && !canRepeat) break;
    } finally {
      backEnd.underWay.delete(request);
    }
    candidates = candidates.filter((other) => other !== backEnd && !other.isOut);
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: SENTENCES[status] }));
}

/** Requests under way first; the turn decides between equals. */
const rank = ({ underWay, index }: BackEnd): number =>
  underWay.size * backEnds.length + ((index - turn + backEnds.length) % backEnds.length);

async function exchange(
  { hostname, port }: BackEnd,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<'done' | { status: 502 | 504; reached: boolean }> {
  const headers = tellBackEnd(request);
  const outgoing = open({ agent, hostname, port, method: request.method, path: request.url, headers });
  const leave = () => outgoing.destroy();
  response.on('close', leave);
  let reached = false;
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  outgoing.on('finish', () => {
    timer = setTimeout(() => {
      isLate = true;
      outgoing.destroy();
    }, 1000);
  });
  try {
    const answered = once(outgoing, 'response');
    // Whatever goes wrong is told by this one; it is waited for below.
    answered.catch(() => {});
    await connected(outgoing);
    reached = true;
    if (hasBody(request)) {
      outgoing.flushHeaders();
      request.pipe(outgoing);
    } else outgoing.end();
    const [answer] = (await answered) as [IncomingMessage];
    clearTimeout(timer);
    outgoing.on('error', () => {});
    await passOn(answer, response);
    return 'done';
  } catch {
    return response.closed ? 'done' : { status: isLate ? 504 : 502, reached };
  } finally {
    clearTimeout(timer);
    response.off('close', leave);
  }
}

async function connected(outgoing: ClientRequest): Promise<void> {
  const [socket] = await once(outgoing, 'socket');
  if (socket.connecting) await once(socket, 'connect');
}

async function passOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode!, answer.statusMessage, endToEnd(answer.rawHeaders));
  response.flushHeaders();
  try {
    for await (const chunk of answer)
      if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(answer, 'close')]);
    response.end();
  } catch {
    response.destroy();
  }
}

async function watch(backEnd: BackEnd): Promise<never> {
  for (;;) {
    backEnd.history = [await check(backEnd), ...backEnd.history].slice(0, 3);
    const [last, before] = backEnd.history;
    if (backEnd.isOut) backEnd.isOut = !(last && before);
    else backEnd.isOut = backEnd.history.length === 3 && !backEnd.history.includes(true);
    await delay(50);
  }
}

async function check({ hostname, port }: BackEnd): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(500);
    const answer = await fetch(`http://${hostname}:${port}/health`, { redirect: 'manual', signal });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function tellBackEnd(request: IncomingMessage): string[] {
  const { headersDistinct, rawHeaders, socket } = request;
  const way = [...(headersDistinct['x-forwarded-for'] ?? []), socket.remoteAddress];
  const framing = headersDistinct['transfer-encoding'] ? ['Transfer-Encoding', 'chunked'] : [];
  return [...endToEnd(rawHeaders, /^x-forwarded-for$/), 'X-Forwarded-For', way.join(', '), ...framing];
}

function endToEnd(raw: readonly string[], also = /^$/): string[] {
  const kept: string[] = [];
  const named = new Set<string>();
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]!.toLowerCase() === 'connection')
      for (const name of raw[i + 1]!.toLowerCase().split(',')) named.add(name.trim());
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!HOP_BY_HOP.test(name) && !also.test(name) && !named.has(name)) kept.push(raw[i]!, raw[i + 1]!);
  }
  return kept;
}
