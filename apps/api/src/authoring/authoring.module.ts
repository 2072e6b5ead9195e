import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { LiveModule } from '../live/live.module.js';
import { CandidateEventsController } from './candidate-events.controller.js';
import { CandidateWatchService } from './candidate-watch.service.js';
import { CandidatesController } from './candidates.controller.js';
import { CandidatesService } from './candidates.service.js';
import { DeskController } from './desk.controller.js';
import { DeskService } from './desk.service.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';

/** The authors' desk: candidates from lint to publication, previews, and what learners do not see. */
@Module({
  imports: [CatalogModule, IntakeModule, LiveModule],
  controllers: [CandidatesController, CandidateEventsController, PreviewController, DeskController],
  providers: [CandidatesService, CandidateWatchService, PreviewService, DeskService],
})
export class AuthoringModule {}
