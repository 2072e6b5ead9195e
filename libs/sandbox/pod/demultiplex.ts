export type StreamName = 'stdout' | 'stderr';

/** Frame header of Docker's attach stream: stream number, three zero bytes, payload length (big-endian). */
const HEADER_BYTES = 8;

/**
 * Takes Docker's multiplexed attach stream apart. Payload is passed on as it comes and never gathered, so a frame's
 * declared length costs no memory.
 */
export class Demultiplexer {
  private header = Buffer.alloc(0);
  private left = 0;
  private current: StreamName = 'stdout';

  constructor(private readonly emit: (stream: StreamName, bytes: Buffer) => void) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.left > 0 ? this.passPayload(rest) : this.readHeader(rest);
  }

  private passPayload(bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.left);
    this.left -= payload.length;
    this.emit(this.current, payload);
    return bytes.subarray(payload.length);
  }

  private readHeader(bytes: Buffer): Buffer {
    const needed = HEADER_BYTES - this.header.length;
    this.header = Buffer.concat([this.header, bytes.subarray(0, needed)]);
    if (this.header.length === HEADER_BYTES) {
      this.current = this.header[0] === 2 ? 'stderr' : 'stdout';
      this.left = this.header.readUInt32BE(4);
      this.header = Buffer.alloc(0);
    }
    return bytes.subarray(needed);
  }
}
