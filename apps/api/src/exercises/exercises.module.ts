import { Module } from '@nestjs/common';
import { ExercisesController } from './exercises.controller.js';
import { ExercisesService } from './exercises.service.js';
import { PublishingService } from './publishing.service.js';

@Module({
  controllers: [ExercisesController],
  providers: [ExercisesService, PublishingService],
  exports: [ExercisesService],
})
export class ExercisesModule {}
