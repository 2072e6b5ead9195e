import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SubmissionId } from '#contracts';
import { LoggedIn } from '../http/access.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { SubmissionsService } from '../submissions/submissions.service.js';
import { EVENT_ID } from './event-id.js';
import { EventStreams } from './event-streams.service.js';
import { EventsQuery, readEventId } from './read-event-id.js';
import { SubmissionWatchService } from './submission-watch.service.js';

@ApiTags('Submissions')
@Controller('submissions/:id/events')
export class LiveController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly watch: SubmissionWatchService,
    private readonly streams: EventStreams,
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
    const reader = this.streams.readerOf(
      caller,
      request,
      async (reader) => (await this.submissions.get(reader, id)) !== null,
    );
    await this.streams.answer({
      caller,
      request,
      reply,
      what: `submission ${id}`,
      follow: (signal) => this.watch.follow(reader, id, afterId, signal),
    });
  }
}
