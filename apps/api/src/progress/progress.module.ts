import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { CohortProgressController } from './cohort-progress.controller.js';
import { CohortProgressService } from './cohort-progress.service.js';

@Module({
  imports: [CohortsModule],
  controllers: [CohortProgressController],
  providers: [CohortProgressService],
  exports: [CohortProgressService],
})
export class ProgressModule {}
