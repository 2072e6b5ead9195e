import { randomUUID } from 'node:crypto';
import {
  Metadata,
  status,
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { invalid, Refusal } from './refusal.ts';
import { checkLine, checkOrder, checkSku, type Line, type Order } from './requests.ts';
import { Stock, type Change, type Reservation } from './stock.ts';

interface Watch {
  readonly sku: string;
  readonly after_revision: number;
}

/** What all kinds of calls have. */
interface Call {
  readonly metadata: Metadata;
  on(event: 'cancelled', listener: () => void): unknown;
}

const stock = new Stock();

export const methods = {
  GetItem(call: ServerUnaryCall<{ sku: string }, unknown>, callback: sendUnaryData<unknown>): void {
    void answer(call, callback, () => {
      checkSku(call.request.sku);
      const { sku, name, available, revision, queue, watchers } = stock.get(call.request.sku);
      return { sku, name, available, revision, waiting: queue.length, watchers: watchers.size };
    });
  },

  Reserve(call: ServerUnaryCall<Order, Reservation>, callback: sendUnaryData<Reservation>): void {
    void answer(call, callback, () => {
      checkOrder(call.request);
      return stock.reserve(call.request, signalOf(call));
    });
  },

  ImportItems(call: ServerReadableStream<Line, unknown>, callback: sendUnaryData<unknown>): void {
    const lines: Line[] = [];
    let isOver = false;
    call.on('cancelled', () => (isOver = true));
    call.on('data', (line: Line) => {
      lines.push(line);
    });
    call.on('end', () => {
      if (isOver) return;
      void answer(call, callback, () => {
        if (lines.length === 0) throw invalid('there are no lines');
        lines.forEach((line, index) => checkLine(line, index + 1));
        stock.import(lines);
        return { lines: lines.length, units: lines.reduce((sum, { quantity }) => sum + quantity, 0) };
      });
    });
  },

  WatchStock(call: ServerWritableStream<Watch, Change>): void {
    try {
      const { sku, after_revision } = call.request;
      checkSku(sku);
      call.on('cancelled', stock.watch(sku, after_revision, (change) => call.write(change)));
      call.sendMetadata(new Metadata());
    } catch (error) {
      call.emit('error', toServiceError(call, error));
    }
  },
};

async function answer<Reply>(
  call: Call,
  callback: sendUnaryData<Reply>,
  work: () => Reply | Promise<Reply>,
): Promise<void> {
  try {
    callback(null, await work(), trailersOf(call));
  } catch (error) {
    callback(toServiceError(call, error));
  }
}

/** Aborts when the caller has gone, and when the deadline has passed: gRPC cancels the call then. */
function signalOf(call: Call): AbortSignal {
  const cancelling = new AbortController();
  call.on('cancelled', () => cancelling.abort());
  return cancelling.signal;
}

function trailersOf(call: Call, more: Readonly<Record<string, string>> = {}): Metadata {
  const trailers = new Metadata();
  const [requestId = randomUUID()] = call.metadata.get('x-request-id');
  trailers.set('x-request-id', requestId);
  for (const [name, value] of Object.entries(more)) trailers.set(name, value);
  return trailers;
}

function toServiceError(call: Call, error: unknown): Partial<ServiceError> {
  if (error instanceof Refusal)
    return { code: error.code, details: error.message, metadata: trailersOf(call, error.trailers) };
  console.error(error);
  return { code: status.INTERNAL, details: 'internal error', metadata: trailersOf(call) };
}
