import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { EventStreams } from './event-streams.service.js';
import { LiveController } from './live.controller.js';
import { StreamSlots } from './stream-slots.js';
import { SubmissionWatchService } from './submission-watch.service.js';

@Module({
  imports: [SubmissionsModule],
  controllers: [LiveController],
  providers: [EventStreams, StreamSlots, SubmissionWatchService],
  exports: [EventStreams],
})
export class LiveModule {}
