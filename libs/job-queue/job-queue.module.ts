import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { JudgeQueue } from './judge-queue.js';
import { JUDGE_QUEUE, toQueueOptions, type JobQueueSettings } from './queue-options.js';

/** The queue of submissions to judge, everywhere in the application. Bull closes it at shutdown. */
@Module({})
export class JobQueueModule {
  static forRoot(settings: JobQueueSettings): DynamicModule {
    const queue = BullModule.registerQueue({ name: JUDGE_QUEUE, ...toQueueOptions(settings) });
    return {
      module: JobQueueModule,
      global: true,
      imports: [queue],
      providers: [JudgeQueue],
      exports: [JudgeQueue, queue],
    };
  }
}
