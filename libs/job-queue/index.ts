/**
 * job-queue: the way from intake and the authors' desk to the workers, on Bull and Redis. It carries ids and delivers them at least once,
 * or not at all when Redis is wiped. It must never know what a submission is or hold anything that is nowhere else.
 */
export { JobQueueModule } from './job-queue.module.js';
export { JudgeQueue, type JudgeOrder } from './judge-queue.js';
export { passOn } from './pass-on.js';
export { ProofQueue } from './proof-queue.js';
export { JUDGE_QUEUE, PROOF_QUEUE, type JobQueueSettings } from './queue-options.js';
