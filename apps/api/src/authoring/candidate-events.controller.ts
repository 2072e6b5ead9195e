import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CandidateId } from '#contracts';
import { Staff } from '../http/access.js';
import { CurrentCaller, isStaff, type Caller } from '../http/caller.js';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { EVENT_ID } from '../live/event-id.js';
import { EventStreams } from '../live/event-streams.service.js';
import { EventsQuery, readEventId } from '../live/read-event-id.js';
import { CandidateWatchService } from './candidate-watch.service.js';
import { CandidatesService } from './candidates.service.js';

@ApiTags('Authoring')
@Controller('candidates/:id/events')
export class CandidateEventsController {
  constructor(
    private readonly candidates: CandidatesService,
    private readonly watch: CandidateWatchService,
    private readonly streams: EventStreams,
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
    const reader = this.streams.readerOf(caller, request, (reader) => Promise.resolve(isStaff(reader)));
    await this.streams.answer({
      caller,
      request,
      reply,
      what: `candidate ${id}`,
      follow: (signal) => this.watch.follow(reader, id, afterId, signal),
    });
  }
}
