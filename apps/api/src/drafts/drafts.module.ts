import { Module } from '@nestjs/common';
import { ExercisesModule } from '../exercises/exercises.module.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';

@Module({
  imports: [ExercisesModule],
  controllers: [DraftsController],
  providers: [DraftsService],
})
export class DraftsModule {}
