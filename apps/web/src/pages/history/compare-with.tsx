import { useId } from 'react';
import type { CohortSummary } from '#contracts';

interface CompareWithProps {
  readonly cohorts: readonly CohortSummary[];
  /** Empty: everybody. */
  readonly cohort: string;
  readonly onChoose: (cohort: string) => void;
}

/** Beside whom a run is put: the learners of a cohort, or everybody. */
export function CompareWith({ cohorts, cohort, onChoose }: CompareWithProps) {
  const id = useId();
  return (
    <div className="filters">
      <div className="field compared-with">
        <label htmlFor={id}>Compared with</label>
        <select id={id} value={cohort} onChange={(event) => onChoose(event.target.value)}>
          {cohorts.map(({ id: value, name }) => (
            <option key={value} value={value}>
              The cohort {name}
            </option>
          ))}
          <option value="">Everybody</option>
        </select>
      </div>
    </div>
  );
}
