import { Body, Controller, Headers, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CreateSubmissionRequest, ExerciseSlug, SubmissionMode, SubmissionSummary } from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiHeader, ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { toSubmissionSummary } from '../submissions/submission-views.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { IntakeService } from './intake.service.js';

const IntakeQuery = z.strictObject({ mode: SubmissionMode.exclude(['preview']).default('graded') });

@ApiTags('Submissions')
@Controller('exercises/:slug/submissions')
export class IntakeController {
  constructor(private readonly intake: IntakeService) {}

  @Post()
  @LoggedIn()
  @ApiOperation({
    summary: 'Submit a solution',
    description:
      'Stored and queued; watch `GET /api/v1/submissions/{id}/events`. `mode=public` runs the public tests only and ' +
      'is not scored. At most 50 files, 256 KiB each, 1 MiB together. Sending the same request with the same ' +
      '`Idempotency-Key` again answers with the same submission.',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false, schema: { type: 'string', maxLength: 200 } })
  @Answers(202, SubmissionSummary, 'Queued.', { Location: 'The address of the submission.' })
  @Refuses(
    'unknown-runtime',
    'no-files',
    'too-many-files',
    'bad-path',
    'duplicate-path',
    'bad-text',
    'empty-file',
    'file-too-large',
    'submission-too-large',
    'idempotency-conflict',
    'too-many-submissions',
    'maintenance',
    'queue-full',
    'attempts-used-up',
    'cool-down',
  )
  async createSubmission(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: IntakeQuery }) { mode }: z.infer<typeof IntakeQuery>,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: CreateSubmissionRequest }) request: CreateSubmissionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubmissionSummary> {
    const idempotencyKey = readIdempotencyKey(key);
    const receivedAtMs = Date.now() - reply.elapsedTime;
    const order = { userId: caller.id, slug, mode, idempotencyKey, request, receivedAtMs };
    const submission = await this.intake.submit(order);
    void reply.header('location', `/api/v1/submissions/${submission.id}`);
    return toSubmissionSummary(submission);
  }
}
