import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ExerciseSlug, PageQuery } from '#contracts';
import { OptionalLogin } from '../http/access.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { ApiTags } from '../http/described.js';
import { BoardDesk } from './board-desk.service.js';
import { FindBoardService } from './find-board.service.js';
import { AnswersBoard, StreamsBoard } from './leaderboard-docs.js';

@ApiTags('Boards')
@Controller('exercises/:slug/leaderboard')
export class ExerciseBoardController {
  constructor(
    private readonly boards: FindBoardService,
    private readonly desk: BoardDesk,
  ) {}

  @Get()
  @OptionalLogin()
  @AnswersBoard('an exercise')
  readExerciseBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: PageQuery }) query: PageQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.answer((reader) => this.boards.ofExercise(reader, slug), {
      caller,
      query,
      request,
      reply,
    });
  }

  @Get('events')
  @OptionalLogin()
  @StreamsBoard('an exercise')
  watchExerciseBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.stream((reader) => this.boards.ofExercise(reader, slug), caller, { request, reply });
  }
}
