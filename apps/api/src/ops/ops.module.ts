import { Global, Module } from '@nestjs/common';
import { registerMetrics } from '#observability';
import { SubmissionRepository } from '#persistence';
import { METRICS } from './metrics.js';
import { OpsController } from './ops.controller.js';

@Global()
@Module({
  controllers: [OpsController],
  providers: [
    {
      provide: METRICS,
      inject: [SubmissionRepository],
      useFactory: (submissions: SubmissionRepository) =>
        registerMetrics({ queueDepth: () => submissions.queueDepth() }),
    },
  ],
  exports: [METRICS],
})
export class OpsModule {}
