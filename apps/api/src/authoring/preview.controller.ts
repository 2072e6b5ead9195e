import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  CandidateId,
  CreateSubmissionRequest,
  ExerciseDetail,
  Starter,
  SubmissionMode,
  SubmissionSummary,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { toSubmissionSummary } from '../submissions/submission-views.js';
import { PreviewService } from './preview.service.js';

const StarterQuery = z.strictObject({ runtime: z.string().max(32) });
const PreviewQuery = z.strictObject({ mode: SubmissionMode.exclude(['graded']).default('preview') });

@ApiTags('Authoring')
@Controller('candidates/:id')
export class PreviewController {
  constructor(private readonly preview: PreviewService) {}

  @Get('exercise')
  @Staff()
  @ApiOperation({ summary: 'Read a candidate as learners will', description: 'For instructors.' })
  @Answers(200, ExerciseDetail, 'As `GET /api/v1/exercises/{slug}` would answer once it is published.')
  @Refuses('forbidden')
  previewExercise(@Param('id', { schema: CandidateId }) id: CandidateId): Promise<ExerciseDetail> {
    return this.preview.describe(id);
  }

  @Get('starter')
  @Staff()
  @ApiOperation({ summary: 'Get the files that learners will start from', description: 'For instructors.' })
  @Answers(200, Starter, 'The starter of one runtime.')
  @Refuses('forbidden', 'unknown-runtime')
  previewStarter(
    @Param('id', { schema: CandidateId }) id: CandidateId,
    @Query({ schema: StarterQuery }) { runtime }: z.infer<typeof StarterQuery>,
  ): Promise<Starter> {
    return this.preview.readStarter(id, runtime);
  }

  @Post('submissions')
  @Staff()
  @ApiOperation({
    summary: 'Submit to a candidate',
    description:
      'For instructors. `mode=preview` meets the hidden suite and is scored, `mode=public` the public tests. Its verdict ' +
      'is told as a learner would read it, and counts for nothing.',
  })
  @Answers(202, SubmissionSummary, 'Queued.', { Location: 'The address of the submission.' })
  @Refuses(
    'forbidden',
    'unknown-runtime',
    'no-files',
    'too-many-files',
    'bad-path',
    'duplicate-path',
    'bad-text',
    'empty-file',
    'file-too-large',
    'submission-too-large',
    'too-many-submissions',
  )
  async previewSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CandidateId }) id: CandidateId,
    @Query({ schema: PreviewQuery }) { mode }: z.infer<typeof PreviewQuery>,
    @Body({ schema: CreateSubmissionRequest }) request: CreateSubmissionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubmissionSummary> {
    const submission = await this.preview.submit(caller, id, { mode, request });
    void reply.header('location', `/api/v1/submissions/${submission.id}`);
    return toSubmissionSummary(submission);
  }
}
