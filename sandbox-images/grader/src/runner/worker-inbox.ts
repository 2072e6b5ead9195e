import type { Readable } from 'node:stream';
import type { WorkerFrame } from '#contracts';
import { LineSplitter } from '../kit/network/line-splitter.js';

/** A suite and its envelope; the worker is trusted, the cap is against mistakes. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

type Frame<T extends WorkerFrame['type']> = Extract<WorkerFrame, { type: T }>;
type Handlers = { [T in WorkerFrame['type']]: (frame: Frame<T>) => void };

/** Hands each frame of the worker to its handler. Resolves when the worker closes the stream. */
export async function readWorkerFrames(stream: Readable, handlers: Handlers): Promise<void> {
  const lines = new LineSplitter(MAX_LINE_BYTES);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (const line of lines.push(chunk)) dispatch(JSON.parse(line) as WorkerFrame, handlers);
  }
}

function dispatch(frame: WorkerFrame, handlers: Handlers): void {
  (handlers[frame.type] as ((frame: WorkerFrame) => void) | undefined)?.(frame);
}
