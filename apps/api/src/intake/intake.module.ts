import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { ExercisesModule } from '../exercises/exercises.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { IntakeController } from './intake.controller.js';
import { IntakeGates } from './intake-gates.service.js';
import { IntakeService } from './intake.service.js';

@Module({
  imports: [CohortsModule, ExercisesModule, OperationsModule],
  controllers: [IntakeController],
  providers: [IntakeService, IntakeGates],
  exports: [IntakeService],
})
export class IntakeModule {}
