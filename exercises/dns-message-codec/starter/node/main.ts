interface Question {
  name: string;
  type: number;
  class: number;
}

interface DnsRecord extends Question {
  ttl: number;
  /** What this is depends on the type: look at the statement. */
  data: unknown;
}

interface Message {
  id: number;
  response: boolean;
  opcode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  z: number;
  rcode: number;
  questions: Question[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
}

export function decode(bytes: Uint8Array): Message {
  const buffer = Buffer.from(bytes);
  const { name, end } = readName(buffer, 12);
  return {
    id: buffer.readUInt16BE(0),
    response: false, // The flags are in the 16 bits at offset 2.
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: false,
    recursionAvailable: false,
    z: 0,
    rcode: 0,
    questions: [{ name, type: buffer.readUInt16BE(end), class: buffer.readUInt16BE(end + 2) }],
    answers: [],
    authorities: [],
    additionals: [],
  };
}

/** Reads a name without pointers, from a sender who does not lie. */
function readName(buffer: Buffer, start: number): { name: string; end: number } {
  let name = '';
  let at = start;
  while (buffer[at]) {
    const length = buffer.readUInt8(at);
    name += `${buffer.toString('latin1', at + 1, at + 1 + length)}.`;
    at += 1 + length;
  }
  return { name: name || '.', end: at + 1 };
}

export function encode(message: Message, maxBytes = 512): Uint8Array {
  throw new Error(`writing a message of at most ${maxBytes} bytes is yours to do, also for id ${message.id}`);
}
