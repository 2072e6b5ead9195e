import { Controller, Get, Headers, Inject, Logger, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, SubmissionId } from '#contracts';
import { AUTHENTICATOR, type Authenticator } from '../http/access.guard.js';
import { LoggedIn } from '../http/access.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { refuseInput } from '../http/check-input.pipe.js';
import { Refuses } from '../http/refuses.js';
import { SubmissionsService } from '../submissions/submissions.service.js';
import { EVENT_ID } from './event-id.js';
import { Reader } from './reader.js';
import { StreamSlots } from './stream-slots.js';
import { SubmissionWatchService } from './submission-watch.service.js';
import { writeEvents } from './write-events.js';

const EventId = z.string().regex(EVENT_ID, 'an event id is `<attempt>-<number>`');
const EventsQuery = z.strictObject({ lastEventId: EventId.optional() });

@ApiTags('Submissions')
@Controller('submissions/:id/events')
export class LiveController {
  private readonly logger = new Logger('Live');

  constructor(
    private readonly submissions: SubmissionsService,
    private readonly watch: SubmissionWatchService,
    private readonly slots: StreamSlots,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  @Get()
  @LoggedIn()
  @ApiOperation({
    summary: 'Watch a submission',
    description:
      'Server-sent events: what has happened so far, then what happens, and `judged` as the last one, after which the ' +
      'stream ends. Take up a cut stream with the id of the last event seen; nothing is lost and nothing comes twice. ' +
      'Browsers: use `fetch` with the bearer header, not `EventSource`.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string', pattern: EVENT_ID.source } })
  @Refuses('too-many-requests')
  @ApiResponse({
    status: 200,
    description: 'Each `data` line is a LiveEvent.',
    content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveEvent' } } },
  })
  async watchSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
    @Query({ schema: EventsQuery }) { lastEventId }: z.infer<typeof EventsQuery>,
    @Headers('last-event-id') header: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const afterId = readEventId(header) ?? lastEventId ?? null;
    await this.submissions.get(caller, id);
    const slot = this.slots.take(caller.id);
    const signal = AbortSignal.any([slot.signal, whenClosed(reply)]);
    try {
      openStream(reply);
      const reader = new Reader(caller, () => this.recognise(request.headers.authorization, id));
      await writeEvents(reply.raw, this.watch.follow(reader, id, afterId, signal));
    } catch (error) {
      this.logger.error(`the stream of submission ${id} broke (request ${request.id}): ${String(error)}`);
    } finally {
      slot.release();
    }
  }

  /** Who sends these credentials now, if they may still read the submission; null if not. */
  private async recognise(authorization: string | undefined, id: SubmissionId): Promise<Caller | null> {
    try {
      const caller = await this.authenticator.authenticate(authorization);
      if (caller !== null) await this.submissions.get(caller, id);
      return caller;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }
}

function readEventId(header: string | undefined): string | null {
  if (header === undefined || header === '') return null;
  const read = EventId.safeParse(header);
  if (!read.success)
    throw refuseInput([{ path: ['Last-Event-ID'], message: 'an event id is `<attempt>-<number>`' }]);
  return read.data;
}

function whenClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  // It may have closed while we looked who is calling.
  if (reply.raw.destroyed) closed.abort();
  reply.raw.once('close', () => closed.abort());
  return closed.signal;
}

/** Takes the response out of Fastify's hands, with the headers every answer has. */
function openStream(reply: FastifyReply): void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise hold events back until a buffer is full.
    'x-accel-buffering': 'no',
    // A stream that has ended leaves no idle connection for a shutdown to wait for.
    connection: 'close',
  });
}
