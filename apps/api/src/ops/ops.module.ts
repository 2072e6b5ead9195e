import { Global, Module } from '@nestjs/common';
import type { Config } from '#config';
import { openSubmissionTraces, registerMetrics, SubmissionTraces } from '#observability';
import { OperationsRepository } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { METRICS } from './metrics.js';
import { OpsController } from './ops.controller.js';

@Global()
@Module({
  controllers: [OpsController],
  providers: [
    {
      provide: METRICS,
      inject: [OperationsRepository],
      useFactory: (operations: OperationsRepository) =>
        registerMetrics({ waiting: async () => (await operations.readQueue()).submissions }),
    },
    {
      provide: SubmissionTraces,
      inject: [API_CONFIG],
      useFactory: ({ tracing }: Config) =>
        openSubmissionTraces({ url: tracing.url, service: 'touchstone-api' }),
    },
  ],
  exports: [METRICS, SubmissionTraces],
})
export class OpsModule {}
