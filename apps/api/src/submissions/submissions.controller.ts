import { Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  pageOf,
  SubmissionDetail,
  SubmissionFiles,
  SubmissionId,
  SubmissionListItem,
  SubmissionListQuery,
  SubmissionSummary,
} from '#contracts';
import { LoggedIn, Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiResponse, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { RejudgeOneService } from './rejudge-one.service.js';
import { SubmissionsService } from './submissions.service.js';

const SubmissionPage = pageOf(SubmissionListItem);

@ApiTags('Submissions')
@Controller('submissions')
export class SubmissionsController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly rejudging: RejudgeOneService,
  ) {}

  @Get()
  @LoggedIn()
  @ApiOperation({ summary: 'List your submissions' })
  @Answers(200, SubmissionPage, 'Newest first.')
  @Refuses('bad-cursor')
  listSubmissions(
    @CurrentCaller() caller: Caller,
    @Query({ schema: SubmissionListQuery }) query: SubmissionListQuery,
  ): Promise<z.infer<typeof SubmissionPage>> {
    return this.submissions.list(caller, query);
  }

  @Get(':id')
  @LoggedIn()
  @ApiOperation({
    summary: 'Read a submission',
    description:
      'Your own, or any for instructors. Of hidden tests it shows what the feedback policy of the exercise allows.',
  })
  @Answers(200, SubmissionDetail, 'Where it is on its road, and its verdict once judged.')
  getSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
  ): Promise<SubmissionDetail> {
    return this.submissions.describe(caller, id);
  }

  @Get(':id/files')
  @LoggedIn()
  @ApiOperation({ summary: 'Get the submitted files' })
  @Answers(200, SubmissionFiles, 'The files, as they were sent.')
  async getSubmissionFiles(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
  ): Promise<SubmissionFiles> {
    return { files: await this.submissions.listFiles(caller, id) };
  }

  @Get(':id/archive')
  @LoggedIn()
  @ApiOperation({ summary: 'Download the submitted files' })
  @ApiResponse({
    status: 200,
    description: 'A zip of the files, as they were sent.',
    content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
  })
  async downloadSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
  ): Promise<StreamableFile> {
    const { name, bytes } = await this.submissions.pack(caller, id);
    return new StreamableFile(bytes, {
      type: 'application/zip',
      disposition: `attachment; filename="${name}"`,
      length: bytes.length,
    });
  }

  @Post(':id/rejudge')
  @Staff()
  @ApiOperation({
    summary: 'Judge a submission again',
    description:
      'For instructors. One without a score (a fault of ours, a public run) is queued once more. One with a score is ' +
      'judged aside, as a batch of one: its verdict stands, the new one takes its place by itself where it is not ' +
      'lower, and waits for somebody to apply or discard it where it is (`Location` names the batch).',
  })
  @Answers(202, SubmissionSummary, 'It will be judged.', {
    Location: 'The address of the batch, where there is one.',
  })
  @Refuses('forbidden', 'not-judged-yet', 'too-many-batches')
  async rejudgeSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubmissionSummary> {
    const { submission, batchId } = await this.rejudging.rejudgeOne(caller, id);
    if (batchId !== null) void reply.header('location', `/api/v1/rejudge-batches/${batchId}`);
    return submission;
  }
}
