import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  CohortId,
  CohortProgress,
  CohortProgressQuery,
  CohortSubmissions,
  CohortSubmissionsQuery,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { CohortProgressService } from './cohort-progress.service.js';

@ApiTags('Cohorts')
@Controller('cohorts/:id')
export class CohortProgressController {
  constructor(private readonly progress: CohortProgressService) {}

  @Get('progress')
  @Staff()
  @ApiOperation({
    summary: 'See how the learners of a cohort come along',
    description:
      'For those who teach it: learner by exercise, with best score, attempts, time to pass, and the test that a ' +
      'learner failed in each of the latest runs. What counts is decided by the terms of the cohort.',
  })
  @Answers(200, CohortProgress, 'Learners by name, each with a cell for every exercise.')
  @Refuses('forbidden', 'bad-cursor')
  readProgress(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: CohortProgressQuery }) query: CohortProgressQuery,
  ): Promise<CohortProgress> {
    return this.progress.read(caller, id, query);
  }

  @Get('submissions')
  @Staff()
  @ApiOperation({
    summary: 'List the submissions of a learner of a cohort',
    description: 'For those who teach it: graded submissions of one learner to one exercise of the cohort.',
  })
  @Answers(200, CohortSubmissions, 'Newest first, each with whether it counts.')
  @Refuses('forbidden', 'bad-cursor')
  listLearnerSubmissions(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: CohortSubmissionsQuery }) query: CohortSubmissionsQuery,
  ): Promise<CohortSubmissions> {
    return this.progress.listSubmissions(caller, id, query);
  }
}
