import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { findCgroupOf } from '../usage/cgroup-files.js';
import { Deferred } from './deferred.js';

const MARK_BYTES = 16;
const NOTHING = Buffer.alloc(0);

/**
 * Put behind what a program has written on one of its streams: when it arrives, so has all of that. On a busy machine the engine hands output
 * on later than the grader's word, and a verdict would be told without the last lines.
 */
export class OutputFence {
  /** It begins with a byte that ends no line of text, so that none waits to be told from it. */
  readonly mark = Buffer.concat([Buffer.alloc(1), randomBytes(MARK_BYTES - 1)]);
  private readonly arrival = new Deferred<void>();
  private held: Buffer = NOTHING;

  get arrived(): Promise<void> {
    return this.arrival.promise;
  }

  /** @returns what of the stream is output: it may come in pieces, and go on behind the mark */
  take(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.held, chunk]);
    const at = bytes.indexOf(this.mark);
    if (at === -1) return this.hold(bytes);
    this.held = NOTHING;
    this.arrival.resolve();
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + MARK_BYTES)]);
  }

  /** What may be the beginning of the mark waits for the rest. */
  private hold(bytes: Buffer): Buffer {
    let length = Math.min(bytes.length, MARK_BYTES - 1);
    while (!this.mark.subarray(0, length).equals(bytes.subarray(bytes.length - length))) length -= 1;
    this.held = bytes.subarray(bytes.length - length);
    return bytes.subarray(0, bytes.length - length);
  }
}

const LOOK_AGAIN_MS = 2;
const PATIENCE_MS = 1_000;

/**
 * Writes to a stream of a container's first process, behind what stands in it.
 * @param pid as this process sees it
 * @returns false when the process has ended, is out of reach, or leaves no room for too long
 */
export async function writeBehind(
  { pid, containerId }: { readonly pid: number; readonly containerId: string },
  descriptor: 1 | 2,
  bytes: Buffer,
): Promise<boolean> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; performance.now() < giveUpAt;) {
    const written = tryToWrite(pid, containerId, descriptor, bytes);
    if (written !== null) return written;
    await delay(LOOK_AGAIN_MS);
  }
  return false;
}

/** @returns null when there is no room */
function tryToWrite(pid: number, containerId: string, descriptor: 1 | 2, bytes: Buffer): boolean | null {
  let stream: number | null = null;
  try {
    // Open for no longer than that: a stream ends with its last writer.
    stream = openSync(`/proc/${pid}/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
    // SECURITY: the number may be somebody else's by now: asked when the stream is open already, so that it is that of who is asked about.
    if (findCgroupOf(pid, containerId) === null) return false;
    writeSync(stream, bytes);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EAGAIN' ? null : false;
  } finally {
    if (stream !== null) closeSync(stream);
  }
}
