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
  return answers.map((answer) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]));
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
