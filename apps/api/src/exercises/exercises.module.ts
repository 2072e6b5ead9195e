import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { AfterPassingController } from './after-passing.controller.js';
import { ExercisesController } from './exercises.controller.js';
import { ExercisesService } from './exercises.service.js';
import { StatisticsService } from './statistics.service.js';
import { WalkthroughService } from './walkthrough.service.js';

@Module({
  imports: [CohortsModule],
  controllers: [ExercisesController, AfterPassingController],
  providers: [ExercisesService, WalkthroughService, StatisticsService],
  exports: [ExercisesService],
})
export class ExercisesModule {}
