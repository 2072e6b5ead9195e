import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import { CohortExportFormat, CohortId, SubmissionExportFormat, SubmissionId } from '#contracts';
import { LoggedIn, OptionalLogin, Staff } from '../http/access.js';
import { CurrentCaller, MaybeCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiResponse, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { CohortExportService } from './cohort-export.service.js';
import { toDownload } from './export-file.js';
import { SubmissionExportService } from './submission-export.service.js';

/** States that a route answers with a file; without a type, it is that of the format that was asked for. */
const AnswersFile = (description: string, type = '*/*') =>
  ApiResponse({
    status: 200,
    description,
    content: { [type]: { schema: { type: 'string', format: 'binary' } } },
  });

@ApiTags('Exports')
@Controller()
export class ExportsController {
  constructor(
    private readonly cohorts: CohortExportService,
    private readonly submissions: SubmissionExportService,
  ) {}

  @Get('cohorts/:id/export/scoreboard')
  @OptionalLogin()
  @ApiOperation({
    summary: 'Export the board of a cohort',
    description:
      'As the scoreboard of the CLICS Contest API 2023-06, for everybody who may see the board, and as they see it: ' +
      'people by their names on it, a frozen board as of its cut. Problems are exercises, by id.',
  })
  @AnswersFile('The scoreboard.', 'application/json')
  async exportScoreboard(
    @MaybeCaller() caller: Caller | null,
    @Param('id', { schema: CohortId }) id: CohortId,
  ): Promise<StreamableFile> {
    return toDownload(await this.cohorts.exportScoreboard(caller, id));
  }

  @Get('cohorts/:id/export/:format')
  @Staff()
  @ApiOperation({
    summary: 'Export the results of a cohort',
    description:
      'For those who teach it, by the names of the roster. `csv`: a line for each learner. `ctrf` and `junit`: a test ' +
      'for each learner at each exercise. `gradescope`: a zip with the results.json of each learner.',
  })
  @AnswersFile('The file.')
  @Refuses('forbidden')
  async exportCohort(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) id: CohortId,
    @Param('format', { schema: CohortExportFormat }) format: CohortExportFormat,
  ): Promise<StreamableFile> {
    return toDownload(await this.cohorts.export(caller, id, format));
  }

  @Get('submissions/:id/export/:format')
  @LoggedIn()
  @ApiOperation({
    summary: 'Export a verdict',
    description:
      'Your own, or any for instructors, as CTRF, JUnit XML or results.json of Gradescope. Of hidden tests it tells ' +
      'what the submission itself shows you.',
  })
  @AnswersFile('The file.')
  @Refuses('not-judged-yet')
  async exportSubmission(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: SubmissionId }) id: SubmissionId,
    @Param('format', { schema: SubmissionExportFormat }) format: SubmissionExportFormat,
  ): Promise<StreamableFile> {
    return toDownload(await this.submissions.export(caller, id, format));
  }
}
