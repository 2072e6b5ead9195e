import type { GraderFrame } from '#contracts';
import { MAX_FRAME_BYTES, MAX_STREAM_BYTES } from './grader-protocol.js';

/** Sends frames, one JSON object a line, and keeps the stream within its caps. */
export class FrameWriter {
  #sentBytes = 0;

  constructor(readonly write: (text: string) => void) {}

  /** Details of failures are dropped in the last quarter of the stream, so that every test can still be reported. */
  get hasRoomForDetails(): boolean {
    return this.#sentBytes < MAX_STREAM_BYTES * 0.75;
  }

  fits(frame: GraderFrame): boolean {
    return toLine(frame).length <= MAX_FRAME_BYTES;
  }

  send(frame: GraderFrame): void {
    const line = toLine(frame);
    this.#sentBytes += line.length;
    this.write(line.toString('utf8'));
  }
}

function toLine(frame: GraderFrame): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}
