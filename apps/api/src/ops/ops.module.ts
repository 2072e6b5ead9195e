import { Global, Module } from '@nestjs/common';
import { registerMetrics } from '#observability';
import { OperationsRepository } from '#persistence';
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
  ],
  exports: [METRICS],
})
export class OpsModule {}
