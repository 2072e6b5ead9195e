import { useSearchParams } from 'wouter';
import { ExerciseList, RuntimeName, ServiceName, type ExerciseSummary, type Me } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { FilterSelect } from '../../parts/filter-select.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { WhenKnown } from '../../shell/when-known.js';
import { ExerciseCards } from './exercise-cards.js';
import {
  filterExercises,
  NO_FILTER,
  STANDINGS,
  type ExerciseFilter,
  type Standing,
} from './filter-exercises.js';

const TOLD: Readonly<Record<Standing, string>> = { new: 'Not begun', begun: 'Begun', passed: 'Passed' };
const options = (names: readonly string[]) => names.map((value) => ({ value, label: value }));

/** Every exercise, to search and to narrow down; what is asked for stands in the address. */
export function ExerciseListPage() {
  return <WhenKnown what="the exercises">{(me) => <KnownExercises me={me} />}</WhenKnown>;
}

function KnownExercises({ me }: { me: Me | null }) {
  const loaded = useLoaded(`exercises of ${me?.id ?? 'nobody'}`, (signal) =>
    request(ExerciseList, '/exercises', { signal }),
  );
  return (
    <Page
      title="Exercises"
      lead="Write a real backend, submit it, and watch hidden tests grade it beside real services, test by test."
    >
      <WhenLoaded of={loaded} what="the exercises">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There are no exercises yet">
              <p>An instructor publishes them, or the operator puts folders into the exercises directory.</p>
            </Empty>
          ) : (
            <Choice exercises={items} isMember={me !== null} />
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function Choice({ exercises, isMember }: { exercises: readonly ExerciseSummary[]; isMember: boolean }) {
  const [filter, setFilter] = useFilter();
  const found = filterExercises(exercises, filter);
  const set = (name: keyof ExerciseFilter) => (value: string) => setFilter({ ...filter, [name]: value });
  return (
    <>
      <form
        className="filters"
        role="search"
        aria-label="Exercises"
        onSubmit={(event) => event.preventDefault()}
      >
        <div className="field grow">
          <label htmlFor="exercise-text">Search</label>
          <input
            id="exercise-text"
            type="search"
            value={filter.text}
            maxLength={100}
            placeholder="Title or topic"
            onChange={(event) => set('text')(event.target.value)}
          />
        </div>
        <FilterSelect
          label="Runtime"
          value={filter.runtime}
          onChoose={set('runtime')}
          options={options(RuntimeName.options)}
        />
        <FilterSelect
          label="Service"
          value={filter.service}
          onChoose={set('service')}
          options={options(ServiceName.options)}
        />
        {isMember && (
          <FilterSelect
            label="Progress"
            value={filter.standing}
            onChoose={set('standing')}
            options={STANDINGS.map((value) => ({ value, label: TOLD[value] }))}
          />
        )}
      </form>
      <p className="muted" role="status">
        {found.length} of {exercises.length} exercises
      </p>
      {found.length === 0 ? (
        <Empty title="No exercise fits">
          <p>Fewer words or filters find more.</p>
          <div className="row">
            <Button kind="quiet" onClick={() => setFilter(NO_FILTER)}>
              Show all
            </Button>
          </div>
        </Empty>
      ) : (
        <>
          <h2 className="visually-hidden">Exercises found</h2>
          <ExerciseCards exercises={found} />
        </>
      )}
    </>
  );
}

/** Kept in the address, so that it can be shared and survives a way back; replaced, so that typing adds no steps to it. */
function useFilter(): [ExerciseFilter, (filter: ExerciseFilter) => void] {
  const [search, setSearch] = useSearchParams();
  const filter = {
    text: search.get('q') ?? '',
    runtime: search.get('runtime') ?? '',
    service: search.get('service') ?? '',
    standing: search.get('progress') ?? '',
  };
  const set = ({ text, runtime, service, standing }: ExerciseFilter) => {
    const wanted = Object.entries({ q: text, runtime, service, progress: standing });
    setSearch(new URLSearchParams(wanted.filter(([, value]) => value !== '')), { replace: true });
  };
  return [filter, set];
}
