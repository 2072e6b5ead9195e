import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decode, encodeQuery, type Message } from './dns.ts';

export interface Network {
  servers: string[];
  timeoutMs: number;
  attempts: number;
}

export class Refusal extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

interface Expected {
  id: number;
  name: string;
  type: number;
}

/** The first answer that says something about the name. */
export async function ask({ servers, timeoutMs, attempts }: Network, name: string, type: number): Promise<Message> {
  const turns = Array.from({ length: attempts }, () => servers).flat();
  let status = 504;
  for (const turn of turns) {
    const [address, port] = turn.split(':') as [string, string];
    const expected = { id: randomBytes(2).readUInt16BE(), name, type };
    let message = await overUdp(address, Number(port), expected, timeoutMs);
    if (!message) continue;
    status = 502;
    if (message.isTruncated) message = await overTcp(address, Number(port), expected, timeoutMs);
    if (message && (message.rcode === 0 || message.rcode === 3)) return message;
  }
  throw new Refusal(status, { error: 'the servers do not help' });
}

async function overUdp(address: string, port: number, expected: Expected, timeoutMs: number): Promise<Message | null> {
  const socket = createSocket('udp4');
  try {
    return await new Promise<Message | null>((resolve) => {
      socket.on('error', () => resolve(null));
      socket.on('message', (bytes, from) => {
        if (from.address === address && from.port === port) check(bytes, expected, resolve);
      });
      socket.send(encodeQuery(expected.id, expected.name, expected.type), port, address, (error) => {
        if (error) resolve(null);
        else setTimeout(() => resolve(null), timeoutMs).unref();
      });
    });
  } finally {
    socket.close();
  }
}

async function overTcp(address: string, port: number, expected: Expected, timeoutMs: number): Promise<Message | null> {
  const socket = connect({ port, host: address, signal: AbortSignal.timeout(timeoutMs) });
  try {
    const query = encodeQuery(expected.id, expected.name, expected.type);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    await once(socket, 'connect');
    socket.write(Buffer.concat([length, query]));
    let received = Buffer.alloc(0);
    for await (const piece of socket) {
      received = Buffer.concat([received, piece as Buffer]);
      const missing = received.length < 2 ? 2 : 2 + received.readUInt16BE(0) - received.length;
      if (missing > 0) continue;
      let answer: Message | null = null;
      check(received.subarray(2, received.length + missing), expected, (message) => (answer = message));
      return answer;
    }
    return null;
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

function check(bytes: Buffer, { id, name, type }: Expected, take: (message: Message) => void): void {
  let message: Message;
  try {
    message = decode(bytes);
  } catch {
    return;
  }
  const questions = message.questions.map((question) => {
    return `${question.name.toLowerCase()} ${question.type} ${question.class}`;
  });
  if (message.isResponse && message.id === id && questions.join() === `${name} ${type} 1`) take(message);
}
