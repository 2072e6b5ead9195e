import type { CohortSummary } from '#contracts';
import { Moment } from '../../parts/moment.js';
import { tellDates } from './tell-terms.js';

/** When a cohort starts, is due and closes, or did: among its facts. */
export function CohortDates({ of }: { of: Pick<CohortSummary, 'startsAt' | 'dueAt' | 'closesAt'> }) {
  return tellDates(of, Date.now()).map(({ word, at }) => (
    <span key={word}>
      {word} <Moment at={at} />
    </span>
  ));
}
