import { Injectable } from '@nestjs/common';
import { Refusal, type CohortExportFormat, type CohortId } from '#contracts';
import { CohortRepository, StandingRepository, type BoardScope } from '#persistence';
import type { LearnerWork } from '#scoring';
import { FindBoardService } from '../boards/find-board.service.js';
import type { Caller } from '../http/caller.js';
import { CohortProgressService } from '../progress/cohort-progress.service.js';
import { CSV_TYPE, JSON_TYPE, XML_TYPE, ZIP_TYPE, type ExportFile } from './export-file.js';
import { reportCohort } from './report-cohort.js';
import { writeCtrf } from './write-ctrf.js';
import { packResults, writeGradebook } from './write-gradebook.js';
import { writeJunit } from './write-junit.js';
import { writeScoreboard } from './write-scoreboard.js';

/** Learners who are read at once. */
const BATCH = 500;

/** Cohorts in formats that other tools read. */
@Injectable()
export class CohortExportService {
  constructor(
    private readonly progress: CohortProgressService,
    private readonly boards: FindBoardService,
    private readonly cohorts: CohortRepository,
    private readonly standings: StandingRepository,
  ) {}

  /** For those who teach it: all learners, by the names of the roster. @throws Refusal `not-found` or `forbidden` */
  async export(caller: Caller, id: CohortId, format: CohortExportFormat): Promise<ExportFile> {
    const measured = await this.progress.measureCohort(caller, id);
    const name = `cohort-${id.slice(0, 8)}`;
    switch (format) {
      case 'csv':
        return { name: `${name}.csv`, type: CSV_TYPE, content: writeGradebook(measured) };
      case 'ctrf':
        return {
          name: `${name}.ctrf.json`,
          type: JSON_TYPE,
          content: writeCtrf(reportCohort(measured, new Date())),
        };
      case 'junit':
        return {
          name: `${name}.junit.xml`,
          type: XML_TYPE,
          content: await writeJunit(reportCohort(measured, new Date())),
        };
      case 'gradescope':
        return { name: `${name}.gradescope.zip`, type: ZIP_TYPE, content: packResults(measured) };
    }
  }

  /** SECURITY: P37: as the reader may see the board: its people, their names on it, its cut. @throws Refusal `not-found` */
  async exportScoreboard(caller: Caller | null, id: CohortId): Promise<ExportFile> {
    const board = await this.boards.ofCohort(caller, id);
    const cohort = await this.cohorts.findById(id);
    if (cohort === null) throw new Refusal('not-found', 'There is no such cohort.');
    const learners = await this.listLearners(board.scope);
    const userIds = learners.map(({ userId }) => userId);
    const content = writeScoreboard(
      {
        cohortId: id,
        terms: board.terms,
        beganAt: cohort.startsAt ?? cohort.createdAt,
        closesAt: cohort.closesAt,
        frozenAt: board.frozenAt,
        cutMs: board.cutMs,
        learners,
        names: await this.standings.listShownNames(id, userIds),
      },
      new Date(),
    );
    return { name: `cohort-${id.slice(0, 8)}.scoreboard.json`, type: JSON_TYPE, content };
  }

  private async listLearners(scope: BoardScope): Promise<LearnerWork[]> {
    const learners: LearnerWork[] = [];
    for (let after = null as LearnerWork['userId'] | null; ;) {
      const page = await this.standings.listOnBoard(scope.cohortId, { after, limit: BATCH });
      if (page.length === 0) return learners;
      learners.push(...(await this.standings.listBoardWork(scope, page)));
      after = page.at(-1)!;
    }
  }
}
