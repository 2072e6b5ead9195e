import { Controller, Get, Headers, Inject, Logger, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CandidateId, Refusal } from '#contracts';
import { AUTHENTICATOR, type Authenticator } from '../http/access.guard.js';
import { Staff } from '../http/access.js';
import { CurrentCaller, isStaff, type Caller } from '../http/caller.js';
import { Refuses } from '../http/refuses.js';
import { EVENT_ID } from '../live/event-id.js';
import { openStream, whenClosed } from '../live/open-stream.js';
import { EventsQuery, readEventId } from '../live/read-event-id.js';
import { Reader } from '../live/reader.js';
import { StreamSlots } from '../live/stream-slots.js';
import { writeEvents } from '../live/write-events.js';
import { CandidateWatchService } from './candidate-watch.service.js';
import { CandidatesService } from './candidates.service.js';

@ApiTags('Authoring')
@Controller('candidates/:id/events')
export class CandidateEventsController {
  private readonly logger = new Logger('Live');

  constructor(
    private readonly candidates: CandidatesService,
    private readonly watch: CandidateWatchService,
    private readonly slots: StreamSlots,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  @Get()
  @Staff()
  @ApiOperation({
    summary: 'Watch a candidate being proven',
    description:
      'For instructors. Server-sent events, as those of a submission: the cells of the matrix as they come, and ' +
      '`settled` as the last one, after which the stream ends.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string', pattern: EVENT_ID.source } })
  @Refuses('forbidden', 'too-many-requests')
  @ApiResponse({
    status: 200,
    description: 'Each `data` line is a ProofEvent.',
    content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/ProofEvent' } } },
  })
  async watchCandidate(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CandidateId }) id: CandidateId,
    @Query({ schema: EventsQuery }) { lastEventId }: EventsQuery,
    @Headers('last-event-id') header: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const afterId = readEventId(header) ?? lastEventId ?? null;
    await this.candidates.get(id);
    const slot = this.slots.take(caller.id);
    const signal = AbortSignal.any([slot.signal, whenClosed(reply)]);
    try {
      openStream(reply);
      const reader = new Reader(caller, () => this.recognise(request.headers.authorization));
      await writeEvents(reply.raw, this.watch.follow(reader, id, afterId, signal));
    } catch (error) {
      this.logger.error(`the stream of candidate ${id} broke (request ${request.id}): ${String(error)}`);
    } finally {
      slot.release();
    }
  }

  /** Who sends these credentials now; null once they are nobody's, or no longer those of staff. */
  private async recognise(authorization: string | undefined): Promise<Caller | null> {
    try {
      const caller = await this.authenticator.authenticate(authorization);
      return caller !== null && isStaff(caller) ? caller : null;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }
}
