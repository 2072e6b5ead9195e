import type { GraderFrame, WorkerFrame } from '#contracts';
import { FrameReader, ProtocolBreach } from './frame-reader.js';
import { LogTail } from './log-tail.js';
import type { GraderRun } from './grader-host.js';
import type { OutputSink } from './pod-container.js';

/** Bytes that may wait for a grader that does not read. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;
const DIAGNOSTICS_BYTES = 4096;

export interface GraderEvents {
  onFrame(frame: GraderFrame): void;
  onBreach(reason: string): void;
  onEnd(exitCode: number): void;
}

/** The worker's end of the grader protocol: frames in, frames out, and the grader's stderr for the operator. */
export class GraderLink implements OutputSink {
  private readonly reader = new FrameReader();
  private readonly diagnostics = new LogTail(DIAGNOSTICS_BYTES);
  private run: GraderRun | null = null;
  private broken = false;

  constructor(private readonly events: GraderEvents) {}

  bind(run: GraderRun): void {
    this.run = run;
  }

  stdout(bytes: Buffer): void {
    if (this.broken) return;
    try {
      for (const said of this.reader.push(bytes)) {
        if (said.type === 'ended') this.events.onEnd(said.exitCode);
        else this.events.onFrame(said);
      }
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.break(error.message);
    }
  }

  stderr(bytes: Buffer): void {
    this.diagnostics.push(bytes, 'stderr');
  }

  send(frame: WorkerFrame): void {
    const stdin = this.run?.stdin;
    if (stdin === undefined || !stdin.writable || this.broken) return;
    stdin.write(`${JSON.stringify(frame)}\n`);
    if (stdin.writableLength > MAX_UNREAD_BYTES) this.break('the grader does not read its input');
  }

  /** The end of what the grader wrote to stderr. */
  lastWords(): string {
    return this.diagnostics.read().trim();
  }

  private break(reason: string): void {
    this.broken = true;
    this.events.onBreach(reason);
  }
}
