import { Outcome, RuntimeName, type ExerciseSummary } from '#contracts';
import { FilterSelect } from '../../parts/filter-select.js';
import type { HistoryFilter } from './history-filter.js';

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  readonly exercises: readonly ExerciseSummary[];
  readonly onChange: (filter: HistoryFilter) => void;
}

const OUTCOMES = Outcome.options.map((value) => ({ value, label: value.replaceAll('-', ' ') }));
const RUNTIMES = RuntimeName.options.map((value) => ({ value, label: value }));
const MODES = [
  { value: 'graded', label: 'graded' },
  { value: 'public', label: 'public tests' },
];

export function HistoryFilters({ filter, exercises, onChange }: HistoryFiltersProps) {
  const set = (name: keyof HistoryFilter) => (value: string) => onChange({ ...filter, [name]: value });
  const named = exercises.map(({ slug, title }) => ({ value: slug, label: title }));
  // An exercise that is retired since is still in somebody's history, and in the address that led here.
  const isKnown = filter.exercise === '' || named.some(({ value }) => value === filter.exercise);
  const options = isKnown ? named : [...named, { value: filter.exercise, label: filter.exercise }];
  return (
    <form className="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <FilterSelect label="Exercise" value={filter.exercise} options={options} onChoose={set('exercise')} />
      <FilterSelect label="Runtime" value={filter.runtime} options={RUNTIMES} onChoose={set('runtime')} />
      <FilterSelect label="Result" value={filter.outcome} options={OUTCOMES} onChoose={set('outcome')} />
      <FilterSelect label="Tests" value={filter.mode} options={MODES} onChoose={set('mode')} />
      <DayField label="From" value={filter.from} onChoose={set('from')} />
      <DayField label="To" value={filter.to} onChoose={set('to')} />
    </form>
  );
}

function DayField({
  label,
  value,
  onChoose,
}: {
  label: string;
  value: string;
  onChoose: (day: string) => void;
}) {
  const id = `history-${label.toLowerCase()}`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        max="9999-12-31"
        value={value}
        onChange={(event) => onChoose(event.target.value)}
      />
    </div>
  );
}
