import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { SubmissionsController } from './submissions.controller.js';
import { RejudgeOneService } from './rejudge-one.service.js';
import { SubmissionsService } from './submissions.service.js';

@Module({
  imports: [IntakeModule, CohortsModule],
  controllers: [SubmissionsController],
  providers: [SubmissionsService, RejudgeOneService],
  exports: [SubmissionsService],
})
export class SubmissionsModule {}
