import { setTimeout } from 'node:timers/promises';
import { rawConnection, subject } from '@touchstone/kit';

/** As many requests as even a server that answers one after the other keeps waiting (a backlog of 5, and the one it works on). */
export const BURST = 6;

/**
 * Sends one request for each body, on connections of their own, while the program is frozen: when it thaws, all of them
 * are there, however the machine divides its time. Gives the statuses in the order of the bodies.
 */
export async function sendAtOnce(
  method: string,
  path: string,
  bodies: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<number[]> {
  await subject.pause();
  const connections = [];
  for (const body of bodies) {
    const connection = await rawConnection();
    await connection.write(toRequest(method, path, JSON.stringify(body), headers));
    connections.push(connection);
  }
  await subject.resume();
  const answers = await Promise.all(connections.map((connection) => connection.until(isAnswer)));
  return answers.map(readStatus);
}

/**
 * Sends two requests: the second one while half of the first one's body is still to come. A server that answers one after the other
 * takes the second one later. Gives both statuses.
 */
export async function sendInto(
  method: string,
  path: string,
  bodies: readonly [object, object],
  headers: Readonly<Record<string, string>>,
): Promise<number[]> {
  const request = toRequest(method, path, JSON.stringify(bodies[0]), headers);
  const other = toRequest(method, path, JSON.stringify(bodies[1]), headers);
  const slow = await rawConnection();
  await slow.write(request.slice(0, -8));
  await setTimeout(100);
  const quick = await rawConnection();
  await quick.write(other);
  const answer = quick.until(isAnswer);
  await Promise.race([answer, setTimeout(300)]);
  await slow.write(request.slice(-8));
  const answers = await Promise.all([slow.until(isAnswer), answer]);
  return answers.map(readStatus);
}

function toRequest(
  method: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): string {
  const all = {
    host: 'localhost',
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Whatever the outcome, an answer has a head and a JSON object. */
const isAnswer = (received: string) => /\r\n\r\n.*\}/s.test(received);

const readStatus = (answer: string) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]);
