import type { GraderFrame, TestFailure } from '#contracts';
import { capText } from '../kit/facts/cap-text.js';
import { MAX_FRAME_BYTES, MAX_STREAM_BYTES } from './grader-protocol.js';

/** Sends frames, one JSON object a line, and keeps the stream within its caps. */
export class FrameWriter {
  #sentBytes = 0;

  constructor(readonly write: (text: string) => void) {}

  /** Leaves a failure as it is until three quarters of the stream are used, then short, so that every test fits. */
  trim(failure: TestFailure): TestFailure {
    if (this.#sentBytes < MAX_STREAM_BYTES * 0.75) return failure;
    return { category: failure.category, message: capText(failure.message, 500) };
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
