import { GRADER_STREAM_LIMITS, GraderFrame } from '#contracts';

/** The grader said something that is not in its protocol, or too much of it. */
export class ProtocolBreach extends Error {
  override readonly name = 'ProtocolBreach';
}

interface StreamCaps {
  readonly maxFrameBytes: number;
  readonly maxStreamBytes: number;
}

/** What the keeper says when a grader's process has ended (sandbox-images/launcher/keeper.c). */
export interface GraderEnd {
  readonly type: 'ended';
  /** 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
}

const NEWLINE = 0x0a;
const END = /^!(\d{3})$/;

/** SECURITY: H10, C14: reads newline-delimited JSON from the grader, and from its keeper that it has ended; every size is capped and every frame checked. */
export class FrameReader {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private totalBytes = 0;

  constructor(private readonly caps: StreamCaps = GRADER_STREAM_LIMITS) {}

  /** @throws ProtocolBreach on the first byte too much and on the first line that is no frame */
  *push(chunk: Buffer): Generator<GraderFrame | GraderEnd> {
    this.totalBytes += chunk.length;
    if (this.totalBytes > this.caps.maxStreamBytes) {
      throw new ProtocolBreach(`the grader sent more than ${this.caps.maxStreamBytes} bytes`);
    }
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.keep(rest.subarray(0, end));
      yield parseLine(this.takeLine());
      rest = rest.subarray(end + 1);
    }
    this.keep(rest);
  }

  private keep(bytes: Buffer): void {
    this.pendingBytes += bytes.length;
    if (this.pendingBytes > this.caps.maxFrameBytes) {
      throw new ProtocolBreach(`a frame of the grader is longer than ${this.caps.maxFrameBytes} bytes`);
    }
    if (bytes.length > 0) this.pending.push(bytes);
  }

  private takeLine(): string {
    const line = Buffer.concat(this.pending).toString('utf8');
    this.pending = [];
    this.pendingBytes = 0;
    return line;
  }
}

function parseLine(line: string): GraderFrame | GraderEnd {
  const end = END.exec(line);
  return end === null ? parseFrame(line) : { type: 'ended', exitCode: Number(end[1]) };
}

function parseFrame(line: string): GraderFrame {
  const parsed = GraderFrame.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues.at(0);
  throw new ProtocolBreach(
    `a frame of the grader is not of protocol: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new ProtocolBreach('a line of the grader is not JSON', { cause: error });
  }
}
