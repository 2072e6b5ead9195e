import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  CohortId,
  SimilarityDetail,
  SimilarityDetailQuery,
  SimilarityQuery,
  SimilarityReport,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers } from '../http/answers.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { SimilarityService } from './similarity.service.js';

@ApiTags('Cohorts')
@Controller('cohorts/:id/similarity')
export class SimilarityController {
  constructor(private readonly similarity: SimilarityService) {}

  @Get()
  @Staff()
  @ApiOperation({
    summary: 'See how alike the programs of a cohort are',
    description:
      'For those who teach it: the best submission of each learner to one exercise, compared by fingerprints of its ' +
      'words, whatever names and comments are. What comes from the starter, or what half of all learners have, does ' +
      'not count. Similarity is a reason to look, and proves nothing.',
  })
  @Answers(200, SimilarityReport, 'Pairs of at least 20 percent, most similar first.')
  @Refuses('forbidden')
  readSimilarity(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: SimilarityQuery }) { exercise }: SimilarityQuery,
  ): Promise<SimilarityReport> {
    return this.similarity.report(caller, id, exercise);
  }

  @Get('pair')
  @Staff()
  @ApiOperation({
    summary: 'See two programs of a cohort side by side',
    description: 'For those who teach it: the files of both, and the lines that they have in common.',
  })
  @Answers(200, SimilarityDetail, 'Common fragments, longest first.')
  @Refuses('forbidden')
  readSimilarPair(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Query({ schema: SimilarityDetailQuery }) query: SimilarityDetailQuery,
  ): Promise<SimilarityDetail> {
    return this.similarity.describe(caller, id, query);
  }
}
