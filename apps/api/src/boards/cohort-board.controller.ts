import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CohortDetail, CohortId, PageQuery } from '#contracts';
import { CohortsService } from '../cohorts/cohorts.service.js';
import { OptionalLogin, Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, MaybeCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { BoardDesk } from './board-desk.service.js';
import { FindBoardService } from './find-board.service.js';
import { AnswersBoard, StreamsBoard } from './leaderboard-docs.js';

@ApiTags('Boards')
@Controller('cohorts/:id/leaderboard')
export class CohortBoardController {
  constructor(
    private readonly boards: FindBoardService,
    private readonly desk: BoardDesk,
    private readonly cohorts: CohortsService,
  ) {}

  @Get()
  @OptionalLogin()
  @AnswersBoard('a cohort')
  readCohortBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: PageQuery }) query: PageQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.answer((reader) => this.boards.ofCohort(reader, id), { caller, query, request, reply });
  }

  @Get('events')
  @OptionalLogin()
  @StreamsBoard('a cohort')
  watchCohortBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.stream((reader) => this.boards.ofCohort(reader, id), caller, { request, reply });
  }

  @Post('freeze')
  @Staff()
  @ApiOperation({
    summary: 'Freeze the board of a cohort',
    description: 'Learners see it as it is now until it is thawed; those who teach see it live.',
  })
  @Answers(200, CohortDetail, 'Frozen.')
  @Refuses('forbidden')
  freezeBoard(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<CohortDetail> {
    return this.cohorts.setFrozen(caller, id, true);
  }

  @Post('thaw')
  @Staff()
  @ApiOperation({ summary: 'Thaw the board of a cohort' })
  @Answers(200, CohortDetail, 'Live again.')
  @Refuses('forbidden')
  thawBoard(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<CohortDetail> {
    return this.cohorts.setFrozen(caller, id, false);
  }
}
