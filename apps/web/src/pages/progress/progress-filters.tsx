interface ProgressFiltersProps {
  readonly asked: URLSearchParams;
  /** null: as it is without a choice. */
  readonly onChange: (name: string, value: string | null) => void;
}

const USUAL = '3';
const CHOICES = ['2', USUAL, '4', '5', '10'];

/** Who is shown, and from when on somebody is stuck. */
export function ProgressFilters({ asked, onChange }: ProgressFiltersProps) {
  return (
    <form className="row progress-filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <div className="field check">
        <input
          id="progress-stuck"
          type="checkbox"
          checked={asked.get('stuck') === 'true'}
          onChange={(event) => onChange('stuck', event.target.checked ? 'true' : null)}
        />
        <label htmlFor="progress-stuck">Only learners who are stuck</label>
      </div>
      <div className="field">
        <label htmlFor="progress-stuck-after">Stuck after</label>
        <select
          id="progress-stuck-after"
          value={asked.get('stuckAfter') ?? USUAL}
          onChange={(event) =>
            onChange('stuckAfter', event.target.value === USUAL ? null : event.target.value)
          }
        >
          {CHOICES.map((times) => (
            <option key={times} value={times}>
              {times} failures on the same test
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}
