/**
 * contracts: the words and shapes that all processes share: ids, outcomes, HTTP bodies, the rules for submitted
 * files, the job message, live events, the grader protocol, refusals and platform faults. It imports nothing but zod
 * and must never know how any of them is stored, sent or decided.
 */
export * from './candidate-proof.js';
export * from './cohort-words.js';
export * from './curl-command.js';
export * from './faults.js';
export * from './files/check-submission-files.js';
export * from './files/count-bytes.js';
export * from './files/runtime-entry.js';
export * from './files/submission-file.js';
export * from './files/submission-path.js';
export * from './grader-protocol.js';
export * from './http/account.js';
export * from './http/account-export.js';
export * from './http/board.js';
export * from './http/cohort.js';
export * from './http/draft.js';
export * from './http/candidate.js';
export * from './http/exercise.js';
export * from './http/export.js';
export * from './http/operations.js';
export * from './http/lti.js';
export * from './http/page.js';
export * from './http/progress.js';
export * from './http/rejudge.js';
export * from './http/shown-name.js';
export * from './http/sign-in.js';
export * from './http/similarity.js';
export * from './http/submission.js';
export * from './http/timestamp.js';
export * from './http/track.js';
export * from './http/webhook.js';
export * from './ids.js';
export * from './judge-job.js';
export * from './live-events.js';
export * from './outcomes.js';
export * from './own-path.js';
export * from './problem.js';
export * from './proof-events.js';
export * from './runtimes.js';
export * from './sandbox-checks.js';
export * from './test-failure.js';
export * from './webhook-words.js';
