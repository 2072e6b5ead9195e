import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  CandidateDetail,
  CandidateId,
  CandidateSummary,
  CreateCandidateRequest,
  ExerciseSlug,
  PageQuery,
  pageOf,
  PublishedVersion,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { CandidatesService } from './candidates.service.js';

const CandidatePage = pageOf(CandidateSummary);

@ApiTags('Authoring')
@Controller()
export class CandidatesController {
  constructor(private readonly candidates: CandidatesService) {}

  @Post('exercises/:slug/candidates')
  @Staff()
  @ApiOperation({
    summary: 'Send an exercise folder',
    description:
      'For instructors. The folder, as its files, is linted as a whole; `findings` name every mistake by file, line and ' +
      'column, and with one the candidate is `rejected-by-lint`. Else it is `queued`: a worker runs its own solutions ' +
      'behind the learners’ submissions; watch `GET /api/v1/candidates/{id}/events`. It takes the place of an earlier ' +
      'candidate of this exercise that still waits or runs. Nothing changes for learners until it is published. ' +
      'At most 500 files, 256 KiB each, 4 MiB together.',
  })
  @Answers(201, CandidateDetail, 'Stored, with everything that lint has found.', {
    Location: 'The address of the candidate.',
  })
  @Refuses('forbidden', 'bad-path', 'duplicate-path', 'bad-text', 'too-many-requests')
  async createCandidate(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Body({ schema: CreateCandidateRequest }) { files }: CreateCandidateRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CandidateDetail> {
    const candidate = await this.candidates.send(caller, slug, files);
    void reply.header('location', `/api/v1/candidates/${candidate.id}`);
    return candidate;
  }

  @Get('exercises/:slug/candidates')
  @Staff()
  @ApiOperation({ summary: 'List the candidates of an exercise', description: 'For instructors.' })
  @Answers(200, CandidatePage, 'Newest first.')
  @Refuses('forbidden', 'bad-cursor')
  listCandidates(
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<z.infer<typeof CandidatePage>> {
    return this.candidates.list(slug, query);
  }

  @Get('candidates/:id')
  @Staff()
  @ApiOperation({
    summary: 'Read a candidate',
    description:
      'For instructors: what lint found, how far its runs are, and at the end their report: the matrix program × hidden ' +
      'test, head-room, programs whose runs differ, and what is missing for a proof.',
  })
  @Answers(200, CandidateDetail, 'Where it is on its road.')
  @Refuses('forbidden')
  getCandidate(@Param('id', { schema: CandidateId }) id: CandidateId): Promise<CandidateDetail> {
    return this.candidates.describe(id);
  }

  @Post('candidates/:id/publish')
  @Staff()
  @ApiOperation({
    summary: 'Publish a candidate',
    description:
      'For instructors. Only a proven one becomes the current version of its exercise; it brings a retired exercise ' +
      'back. An earlier proven candidate can be published again. A new version takes no pass away.',
  })
  @Answers(200, PublishedVersion, 'The version that is current now.')
  @Refuses('forbidden', 'unproven', 'exercise-rejected')
  publishCandidate(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CandidateId }) id: CandidateId,
  ): Promise<PublishedVersion> {
    return this.candidates.publish(caller, id);
  }
}
