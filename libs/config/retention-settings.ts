import { whole } from './setting.js';

/** For how long things are kept that nothing is counted from. What is forgotten is gone: see docs/RUNBOOK.md. */
export const RETENTION_SETTINGS = {
  logsDays: whole({
    name: 'TOUCHSTONE_KEEP_LOGS_DAYS',
    purpose:
      'For how long verdicts keep what programs wrote: the output of run and build, and the logs of tests. Outcome, score, failed checks and the files of a submission stay as long as the account.',
    min: 1,
    max: 36_500,
    unit: 'days',
    fallback: 365,
  }),
  draftRevisionsDays: whole({
    name: 'TOUCHSTONE_KEEP_DRAFT_HISTORY_DAYS',
    purpose: 'For how long the history of a draft is kept. The draft as it is now stays.',
    min: 1,
    max: 36_500,
    unit: 'days',
    fallback: 365,
  }),
  deliveriesDays: whole({
    name: 'TOUCHSTONE_KEEP_DELIVERIES_DAYS',
    purpose: 'For how long the log of a webhook shows its messages.',
    min: 4,
    max: 3_650,
    unit: 'days',
    fallback: 30,
  }),
  expiredTokensDays: whole({
    name: 'TOUCHSTONE_KEEP_EXPIRED_TOKENS_DAYS',
    purpose: 'For how long sessions and personal tokens are kept after they have expired.',
    min: 1,
    max: 3_650,
    unit: 'days',
    fallback: 7,
  }),
} as const;
