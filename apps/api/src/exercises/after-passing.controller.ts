import { Controller, Get, Param, Query } from '@nestjs/common';
import { ExerciseSlug, ExerciseStatistics, ExerciseWalkthrough, StatisticsQuery } from '#contracts';
import { LoggedIn } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { StatisticsService } from './statistics.service.js';
import { WalkthroughService } from './walkthrough.service.js';

/** What there is to look at once an exercise is done. */
@ApiTags('Exercises')
@Controller('exercises/:slug')
export class AfterPassingController {
  constructor(
    private readonly walkthroughs: WalkthroughService,
    private readonly statistics: StatisticsService,
  ) {}

  @Get('walkthrough')
  @LoggedIn()
  @ApiOperation({
    summary: 'Read the walk-through',
    description:
      'The reference solutions and what they decide. For whoever has full marks, and for instructors.',
  })
  @Answers(200, ExerciseWalkthrough, 'The walk-through of the current version.')
  @Refuses('not-passed-yet', 'not-due-yet')
  getWalkthrough(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
  ): Promise<ExerciseWalkthrough> {
    return this.walkthroughs.read(caller, slug);
  }

  @Get('statistics')
  @LoggedIn()
  @ApiOperation({
    summary: 'See what accepted programs cost',
    description:
      'How the CPU time, peak memory and wall time of accepted submissions in one runtime are distributed, each learner ' +
      'counted once with their latest; `cohort` narrows it to the learners of a cohort of yours. Counts only, and none ' +
      'while there are fewer than `fewestLearners`.',
  })
  @Answers(200, ExerciseStatistics, 'The distributions, with your own place in them.')
  getStatistics(
    @CurrentCaller() caller: Caller,
    @Param('slug', { schema: ExerciseSlug }) slug: ExerciseSlug,
    @Query({ schema: StatisticsQuery }) query: StatisticsQuery,
  ): Promise<ExerciseStatistics> {
    return this.statistics.read(caller, slug, query);
  }
}
