import { Body, Controller, Get, Header, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  ApplyRejudgeRequest,
  PageQuery,
  RejudgeBatch,
  RejudgeBatchDetail,
  RejudgeBatchId,
  RejudgeBatchPage,
  RejudgeCount,
  RejudgeResultPage,
  RejudgeResultQuery,
  RejudgeScope,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { ASK_AGAIN } from '../http/ask-again.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { RejudgeService } from './rejudge.service.js';

@ApiTags('Rejudging')
@Controller('rejudge-batches')
export class RejudgeController {
  constructor(private readonly rejudge: RejudgeService) {}

  @Post('count')
  @Staff()
  @ApiOperation({ summary: 'Count what a batch would judge again' })
  @Answers(200, RejudgeCount, 'Nothing was started.')
  countRejudge(
    @CurrentCaller() caller: Caller,
    @Body({ schema: RejudgeScope }) scope: RejudgeScope,
  ): Promise<RejudgeCount> {
    return this.rejudge.count(caller, scope);
  }

  @Post()
  @Staff()
  @ApiOperation({
    summary: 'Judge a selection of submissions again, aside',
    description:
      'For instructors. Workers judge them while no submission of a learner waits, with the seeds of the first time. ' +
      'Nobody’s result changes until the batch is applied.',
  })
  @Answers(201, RejudgeBatch, 'It runs.', { Location: 'The address of the batch.' })
  @Refuses('nothing-to-rejudge', 'batch-too-large', 'too-many-batches')
  async createRejudgeBatch(
    @CurrentCaller() caller: Caller,
    @Body({ schema: RejudgeScope }) scope: RejudgeScope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RejudgeBatch> {
    const batch = await this.rejudge.create(caller, scope);
    void reply.header('location', `/api/v1/rejudge-batches/${batch.id}`);
    return batch;
  }

  @Get()
  @Staff()
  @Header('cache-control', ASK_AGAIN)
  @ApiOperation({ summary: 'List the batches' })
  @Answers(200, RejudgeBatchPage, 'Newest first.')
  @Refuses('bad-cursor')
  listRejudgeBatches(@Query({ schema: PageQuery }) query: PageQuery): Promise<RejudgeBatchPage> {
    return this.rejudge.list(query);
  }

  @Get(':id')
  @Staff()
  @Header('cache-control', ASK_AGAIN)
  @ApiOperation({
    summary: 'Read a batch',
    description: 'How far it is; once it is ready, what it would do. Ask again with `If-None-Match`.',
  })
  @Answers(200, RejudgeBatchDetail, 'The batch.', { ETag: 'For If-None-Match.' })
  getRejudgeBatch(@Param('id', { schema: RejudgeBatchId }) id: RejudgeBatchId): Promise<RejudgeBatchDetail> {
    return this.rejudge.describe(id);
  }

  @Get(':id/results')
  @Staff()
  @ApiOperation({ summary: 'List the results of a batch beside those they would replace' })
  @Answers(200, RejudgeResultPage, 'By the time the submissions were sent, newest first.')
  @Refuses('bad-cursor')
  listRejudgeResults(
    @Param('id', { schema: RejudgeBatchId }) id: RejudgeBatchId,
    @Query({ schema: RejudgeResultQuery }) query: RejudgeResultQuery,
  ): Promise<RejudgeResultPage> {
    return this.rejudge.listResults(id, query);
  }

  @Post(':id/apply')
  @Staff()
  @ApiOperation({
    summary: 'Give the submissions of a batch their new results',
    description:
      'All at once or not at all. What was judged again meanwhile is skipped. With `lowers: keep` a result that would ' +
      'be lower stays as it is; `lower` replaces it too. When something was submitted never moves.',
  })
  @Answers(200, RejudgeBatchDetail, 'Applied.')
  @Refuses('batch-not-ready')
  applyRejudgeBatch(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: RejudgeBatchId }) id: RejudgeBatchId,
    @Body({ schema: ApplyRejudgeRequest }) request: ApplyRejudgeRequest,
  ): Promise<RejudgeBatchDetail> {
    return this.rejudge.apply(caller, id, request);
  }

  @Post(':id/discard')
  @Staff()
  @ApiOperation({
    summary: 'Discard a batch',
    description: 'Also one that runs. What it found is deleted; its record stays.',
  })
  @Answers(200, RejudgeBatchDetail, 'Discarded.')
  @Refuses('batch-not-ready')
  discardRejudgeBatch(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: RejudgeBatchId }) id: RejudgeBatchId,
  ): Promise<RejudgeBatchDetail> {
    return this.rejudge.discard(caller, id);
  }
}
