import { Injectable } from '@nestjs/common';
import { Refusal, type SubmissionDetail, type SubmissionExportFormat, type SubmissionId } from '#contracts';
import type { Caller } from '../http/caller.js';
import { SubmissionsService } from '../submissions/submissions.service.js';
import { JSON_TYPE, XML_TYPE, type ExportFile } from './export-file.js';
import { reportSubmission, type JudgedDetail } from './report-submission.js';
import { writeCtrf } from './write-ctrf.js';
import { writeGradescope } from './write-gradescope.js';
import { writeJunit } from './write-junit.js';

/** Verdicts in formats that other tools read. */
@Injectable()
export class SubmissionExportService {
  constructor(private readonly submissions: SubmissionsService) {}

  /** SECURITY: B01: from the verdict as its reader may see it. @throws Refusal `not-found` or `not-judged-yet` */
  async export(caller: Caller, id: SubmissionId, format: SubmissionExportFormat): Promise<ExportFile> {
    const detail = requireJudged(await this.submissions.describe(caller, id));
    const name = `${detail.exercise}-${id.slice(0, 8)}`;
    switch (format) {
      case 'ctrf':
        return { name: `${name}.ctrf.json`, type: JSON_TYPE, content: writeCtrf(reportSubmission(detail)) };
      case 'junit':
        return {
          name: `${name}.junit.xml`,
          type: XML_TYPE,
          content: await writeJunit(reportSubmission(detail)),
        };
      case 'gradescope':
        return { name: `${name}.results.json`, type: JSON_TYPE, content: writeGradescope(detail) };
    }
  }
}

function requireJudged(detail: SubmissionDetail): JudgedDetail {
  const { verdict, judgedAt } = detail;
  if (verdict !== null && judgedAt !== null) return { ...detail, verdict, judgedAt };
  throw new Refusal('not-judged-yet', 'Wait until it is judged: there is nothing to export yet.');
}
