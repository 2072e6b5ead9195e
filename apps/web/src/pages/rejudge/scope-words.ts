import type { RejudgeBatch, RejudgeScope } from '#contracts';

const WHICH: Readonly<Record<RejudgeScope['which'], string>> = {
  all: 'all submissions',
  latest: 'the latest of each learner',
  best: 'the best of each learner',
};

/** What a batch judges again, as a sentence without its end. */
export function tellScope({ which, outcomes, from, to, version, submission, cohort }: RejudgeScope): string {
  const parts = [submission === undefined ? WHICH[which] : 'one submission'];
  if (cohort !== undefined) parts.push('of one cohort');
  if (outcomes.length > 0) parts.push(outcomes.join(' or ').replaceAll('-', ' '));
  if (from !== undefined) parts.push(`sent from ${toDay(from)}`);
  if (to !== undefined) parts.push(`sent before ${toDay(to)}`);
  parts.push(version === 'own' ? 'on the version each was judged on' : 'on the current version');
  return parts.join(', ');
}

const toDay = (moment: string): string =>
  new Date(moment).toLocaleDateString(undefined, { dateStyle: 'medium' });

export const STATE_WORDS: Readonly<Record<RejudgeBatch['state'], string>> = {
  running: 'running',
  ready: 'ready to look at',
  applied: 'applied',
  discarded: 'discarded',
};
