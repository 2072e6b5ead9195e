import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PageQuery } from '#contracts';
import { OptionalLogin } from '../http/access.js';
import { MaybeCaller, type Caller } from '../http/caller.js';
import { ApiTags } from '../http/described.js';
import { BoardDesk } from './board-desk.service.js';
import { FindBoardService } from './find-board.service.js';
import { AnswersBoard, StreamsBoard } from './leaderboard-docs.js';

@ApiTags('Boards')
@Controller('tracks/:slug/leaderboard')
export class TrackBoardController {
  constructor(
    private readonly boards: FindBoardService,
    private readonly desk: BoardDesk,
  ) {}

  @Get()
  @OptionalLogin()
  @AnswersBoard('a track')
  readTrackBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('slug', { schema: z.string().max(64) }) slug: string,
    @Query({ schema: PageQuery }) query: PageQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.answer((reader) => this.boards.ofTrack(reader, slug), { caller, query, request, reply });
  }

  @Get('events')
  @OptionalLogin()
  @StreamsBoard('a track')
  watchTrackBoard(
    @MaybeCaller() caller: Caller | null,
    @Param('slug', { schema: z.string().max(64) }) slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.desk.stream((reader) => this.boards.ofTrack(reader, slug), caller, { request, reply });
  }
}
