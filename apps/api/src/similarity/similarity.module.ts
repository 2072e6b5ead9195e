import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { SimilarityController } from './similarity.controller.js';
import { SimilarityService } from './similarity.service.js';

@Module({
  imports: [CohortsModule],
  controllers: [SimilarityController],
  providers: [SimilarityService],
})
export class SimilarityModule {}
