import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CohortDoor } from './cohort-door.service.js';
import { CohortMembersController } from './cohort-members.controller.js';
import { CohortMembersService } from './cohort-members.service.js';
import { CohortTermsService } from './cohort-terms.service.js';
import { CohortsController } from './cohorts.controller.js';
import { CohortsService } from './cohorts.service.js';
import { CurriculumService } from './curriculum.service.js';

@Module({
  imports: [CatalogModule],
  controllers: [CohortsController, CohortMembersController],
  providers: [CohortsService, CohortMembersService, CohortDoor, CurriculumService, CohortTermsService],
  exports: [CohortsService, CohortDoor, CurriculumService, CohortTermsService],
})
export class CohortsModule {}
