import { rawConnection, subject } from '@touchstone/kit';

/** As many connections as even a server that answers one after the other keeps waiting (a backlog of 5, and the one it works on). */
export const BURST = 6;

/**
 * Posts each body on a connection of its own, so that the server finds all of them complete at the same moment: first
 * everything but the last byte, then the last bytes, while the server is paused. Gives the answers in the order of the
 * bodies.
 */
export async function postAtOnce(
  path: string,
  bodies: readonly object[],
): Promise<{ status: number; json: unknown }[]> {
  const requests = [];
  for (const body of bodies) {
    const connection = await rawConnection();
    const text = JSON.stringify(body);
    await connection.write(toHead(path, text) + text.slice(0, -1));
    requests.push({ connection, rest: text.slice(-1) });
  }
  await subject.pause();
  await Promise.all(requests.map(({ connection, rest }) => connection.write(rest)));
  await subject.resume();
  const answers = await Promise.all(requests.map(({ connection }) => connection.until(isAnswer)));
  return answers.map((answer) => ({
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]),
    json: JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)),
  }));
}

function toHead(path: string, body: string): string {
  const headers = {
    host: 'localhost',
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Whatever the outcome, an answer has a head and a JSON object. */
const isAnswer = (received: string) => /\r\n\r\n.*\}/s.test(received);
