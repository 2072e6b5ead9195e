import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#contracts';
import { toNetwork } from '../accounts/network.js';
import { AUTHENTICATOR, type Authenticator } from '../http/access.guard.js';
import type { Caller } from '../http/caller.js';
import type { Told } from './event-frame.js';
import { openStream, whenClosed } from './open-stream.js';
import { Reader } from './reader.js';
import { StreamSlots } from './stream-slots.js';
import { writeEvents } from './write-events.js';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface StreamPlan extends Exchange {
  /** null: a visitor who is not logged in. */
  readonly caller: Caller | null;
  /** What broke, for the log. */
  readonly what: string;
  readonly follow: (signal: AbortSignal) => AsyncIterable<Told<object>>;
}

/** Answers requests with streams of events. */
@Injectable()
export class EventStreams {
  private readonly logger = new Logger('Live');

  constructor(
    private readonly slots: StreamSlots,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  /**
   * Until nothing follows, the reader goes, or the stream has lasted long enough.
   * @throws Refusal `too-many-requests`, before anything is sent
   */
  async answer({ caller, request, reply, what, follow }: StreamPlan): Promise<void> {
    const slot =
      caller === null ? this.slots.takeForVisitor(toNetwork(request.ip)) : this.slots.take(caller.id);
    const signal = AbortSignal.any([slot.signal, whenClosed(reply)]);
    try {
      openStream(reply);
      await writeEvents(reply.raw, follow(signal));
    } catch (error) {
      this.logger.error(`the stream of ${what} broke (request ${request.id}): ${String(error)}`);
    } finally {
      slot.release();
    }
  }

  /**
   * The caller, recognised anew by what the request came with.
   * @param mayWatch whether they still may; a Refusal is a no
   */
  readerOf(
    caller: Caller,
    { headers }: FastifyRequest,
    mayWatch: (caller: Caller) => Promise<boolean>,
  ): Reader {
    return new Reader(caller, async () => {
      try {
        const now = await this.authenticator.authenticate(headers.authorization);
        return now !== null && (await mayWatch(now)) ? now : null;
      } catch (error) {
        if (error instanceof Refusal) return null;
        throw error;
      }
    });
  }
}
