import {
  createServer,
  request as open,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { step, subject } from '@touchstone/kit';
import { NAMES, SHORT_MS, backEnds, isSoon, patienceWithChecks, type Name } from './back-ends.ts';

/** Far more than any answer that a test awaits: whatever sends more is left. */
const MOST_CHARACTERS = 1024 * 1024;

const servers: Server[] = [];
const calls: Call[] = [];

/**
 * Puts servers of the suite's own in the place of all three back ends, for what happens in the midst of a request or an answer. Checks
 * are answered as by a back end that is well.
 */
export async function playOnTheWire(
  answer: (request: IncomingMessage, response: ServerResponse, name: Name) => void,
): Promise<void> {
  const startedAt = performance.now();
  const checked = new Map<Name, number>();
  for (const name of NAMES) {
    await backEnds[name].stop();
    const server = createServer((request, response) => {
      // A connection that is cut is what some tests are about.
      request.on('error', () => undefined);
      if (request.url !== '/health') return answer(request, response, name);
      checked.set(name, (checked.get(name) ?? 0) + 1);
      response.end();
    });
    servers.push(server);
    server.listen(Number(new URL(backEnds[name].url).port), '127.0.0.1');
    await once(server, 'listening');
  }
  if (performance.now() - startedAt < SHORT_MS) return;
  // On a machine that was busy just now, checks may have met nobody: until those are made good.
  await isSoon(() => NAMES.every((name) => (checked.get(name) ?? 0) > 3), patienceWithChecks());
}

/** For `afterEach`. */
export async function clearTheWire(): Promise<void> {
  for (const call of calls.splice(0)) call.hangUp();
  if (servers.length === 0) return;
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
  for (const name of NAMES) await backEnds[name].start();
}

/** One request of a client that looks at its answer as it comes. */
export class Call {
  /** Once its head is there. */
  answer: IncomingMessage | null = null;
  text = '';
  /** The answer came to its proper end. */
  isWhole = false;
  isOver = false;
  readonly outgoing;

  constructor(path: string, { method = 'GET', headers = [] as string[] } = {}) {
    const host = new URL(subject.url).host;
    this.outgoing = open(subject.url, { path, method, headers: ['Host', host, ...headers], agent: false });
    this.outgoing.on('response', (answer) => {
      this.answer = answer;
      answer.setEncoding('latin1');
      answer.on('data', (text: string) => {
        this.text += text;
        if (this.text.length > MOST_CHARACTERS) this.hangUp();
      });
      answer.on('error', () => undefined);
      answer.on('end', () => (this.isWhole = answer.complete));
      answer.on('close', () => (this.isOver = true));
    });
    this.outgoing.on('error', () => (this.isOver = true));
    if (method === 'GET') this.outgoing.end();
    calls.push(this);
  }

  hangUp(): void {
    this.outgoing.destroy();
  }
}

/** Waits for something that a balancer does in a moment. */
export async function until(what: string, hasHappened: () => boolean, deadlineMs = 4000): Promise<void> {
  const happened = await isSoon(hasHappened, deadlineMs);
  await step(what, () => expect(happened).toBe(true));
}
