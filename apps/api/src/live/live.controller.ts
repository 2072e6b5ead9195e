import { Controller, Get, Headers, Inject, Logger, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, SubmissionId } from '#contracts';
import { AUTHENTICATOR, type Authenticator } from '../http/access.guard.js';
import { LoggedIn } from '../http/access.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { Refuses } from '../http/refuses.js';
import { SubmissionsService } from '../submissions/submissions.service.js';
import { EVENT_ID } from './event-id.js';
import { openStream, whenClosed } from './open-stream.js';
import { EventsQuery, readEventId } from './read-event-id.js';
import { Reader } from './reader.js';
import { StreamSlots } from './stream-slots.js';
import { SubmissionWatchService } from './submission-watch.service.js';
import { writeEvents } from './write-events.js';

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
    @Query({ schema: EventsQuery }) { lastEventId }: EventsQuery,
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
