import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { decode, encodeQuery, RCODES, type Message } from './dns.ts';

export interface Network {
  servers: string[];
  timeoutMs: number;
  attempts: number;
}

export class Failure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Query {
  address: string;
  port: number;
  timeoutMs: number;
  id: number;
  name: string;
  type: number;
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** An answer of NOERROR or NXDOMAIN: the first that a server gives. */
export async function askServers(network: Network, name: string, type: number): Promise<Message> {
  let hasAnswered = false;
  for (let attempt = 0; attempt < network.attempts; attempt += 1) {
    for (const server of network.servers) {
      const [address = '', port] = server.split(':');
      const { timeoutMs } = network;
      const query = { address, port: Number(port), timeoutMs, id: randomInt(65_536), name, type };
      let message = await askOverUdp(query);
      hasAnswered ||= message !== null;
      if (message?.isTruncated) message = await askOverTcp(query);
      if (message?.rcode === RCODES.NOERROR || message?.rcode === RCODES.NXDOMAIN) return message;
    }
  }
  throw hasAnswered ? new Failure(502, 'no server can tell') : new Failure(504, 'no server answers');
}

/** Null when there is no answer. The socket is connected: datagrams from elsewhere do not reach it. */
function askOverUdp(query: Query): Promise<Message | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let timer: NodeJS.Timeout | undefined;
    const end = (message: Message | null) => {
      clearTimeout(timer);
      socket.removeAllListeners('message').close();
      resolve(message);
    };
    socket.on('error', () => end(null));
    socket.on('message', (bytes) => {
      const message = read(bytes, query);
      if (message) end(message);
    });
    socket.on('connect', () => {
      timer = setTimeout(() => end(null), query.timeoutMs);
      socket.send(encodeQuery(query.id, query.name, query.type));
    });
    socket.connect(query.port, query.address);
  });
}

function askOverTcp(query: Query): Promise<Message | null> {
  return new Promise((resolve) => {
    const socket = connect(query.port, query.address);
    const timer = setTimeout(() => socket.destroy(), query.timeoutMs);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(null); // unless there is an answer
    });
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      resolve(read(received.subarray(2, 2 + received.readUInt16BE(0)), query));
      socket.destroy();
    });
    const bytes = encodeQuery(query.id, query.name, query.type);
    socket.write(Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]));
  });
}

/** Null when this is no answer to the query. */
function read(bytes: Buffer, { id, name, type }: Query): Message | null {
  let message: Message;
  try {
    message = decode(bytes);
  } catch {
    return null;
  }
  const [question] = message.questions;
  if (!message.isResponse || message.id !== id || message.questions.length !== 1 || !question) return null;
  return sameName(question.name, name) && question.type === type && question.class === 1 ? message : null;
}
