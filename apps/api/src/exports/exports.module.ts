import { Module } from '@nestjs/common';
import { BoardsModule } from '../boards/boards.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { CohortExportService } from './cohort-export.service.js';
import { ExportsController } from './exports.controller.js';
import { SubmissionExportService } from './submission-export.service.js';

@Module({
  imports: [BoardsModule, ProgressModule, SubmissionsModule],
  controllers: [ExportsController],
  providers: [CohortExportService, SubmissionExportService],
})
export class ExportsModule {}
