import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { JudgeQueue } from './judge-queue.js';
import { ProofQueue } from './proof-queue.js';
import { JUDGE_QUEUE, PROOF_QUEUE, toQueueOptions, type JobQueueSettings } from './queue-options.js';

/** The queues of submissions to judge and of candidates to prove, everywhere in the application. Bull closes them at shutdown. */
@Module({})
export class JobQueueModule {
  static forRoot(settings: JobQueueSettings): DynamicModule {
    const options = toQueueOptions(settings);
    const queues = BullModule.registerQueue(
      { name: JUDGE_QUEUE, ...options },
      { name: PROOF_QUEUE, ...options },
    );
    return {
      module: JobQueueModule,
      global: true,
      imports: [queues],
      providers: [JudgeQueue, ProofQueue],
      exports: [JudgeQueue, ProofQueue, queues],
    };
  }
}
