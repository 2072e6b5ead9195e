import { Link, useSearchParams } from 'wouter';
import { CohortProgress } from '#contracts';
import { request } from '../../api/client.js';
import { usePolled } from '../../api/use-polled.js';
import { ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { ExportMenu } from './export-menu.js';
import { HeatMap, Legend } from './heat-map.js';
import { ProgressFilters } from './progress-filters.js';
import './progress.css';

const LEARNERS_A_PAGE = '50';
/** It is looked at during a lesson. */
const REFRESH_MS = 15_000;

/** How the learners of a cohort come along, for those who teach it. */
export function ProgressPage({ id }: { id: string }) {
  const [asked, setAsked] = useSearchParams();
  const query = new URLSearchParams({ limit: LEARNERS_A_PAGE, ...Object.fromEntries(asked) }).toString();
  const loaded = usePolled(
    `${id}?${query}`,
    (signal) => request(CohortProgress, `/cohorts/${id}/progress?${query}`, { signal }),
    () => REFRESH_MS,
  );
  const change = (name: string, value: string | null) =>
    setAsked((before) => {
      const after = new URLSearchParams(before);
      // Another choice of learners begins at its first page.
      after.delete('cursor');
      if (value === null) after.delete(name);
      else after.set(name, value);
      return after;
    });
  return (
    <Page
      title="Progress"
      width="wide"
      trail={<Link href={`/cohorts/${id}`}>Cohort</Link>}
      lead={loaded.state === 'ready' ? tellCohort(loaded.value) : '\u00a0'}
      actions={
        <>
          <ButtonLink kind="quiet" href={`/cohorts/${id}/similarity`}>
            Similarity
          </ButtonLink>
          <ExportMenu id={id} />
        </>
      }
    >
      <ProgressFilters asked={asked} onChange={change} />
      <WhenLoaded of={loaded} what="the progress of the cohort">
        {(progress) => (
          <>
            <Shown progress={progress} search={asked.size === 0 ? '' : `?${asked}`} />
            <Paging
              cursor={asked.get('cursor')}
              nextCursor={progress.nextCursor}
              onGo={(cursor) => change('cursor', cursor)}
              words={['First learners', 'Further learners']}
            />
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

function Shown({ progress, search }: { progress: CohortProgress; search: string }) {
  if (progress.learners === 0) {
    return (
      <Empty title="No learners yet">
        <p>Give them the cohort’s link or import a roster: whoever joins appears here.</p>
      </Empty>
    );
  }
  if (progress.exercises.length === 0) {
    return (
      <Empty title="No exercises">
        <p>None of the cohort’s exercises is published at present.</p>
      </Empty>
    );
  }
  if (progress.items.length === 0) {
    return (
      <Empty title="Nobody is stuck">
        <p>No learner failed on the same test in each of the latest {progress.stuckAfter} submissions.</p>
      </Empty>
    );
  }
  return (
    <>
      <Legend />
      <HeatMap progress={progress} search={search} />
    </>
  );
}

function tellCohort({ cohort, learners, stuckLearners }: CohortProgress): string {
  const people = learners === 1 ? '1 learner' : `${learners} learners`;
  return `${cohort.name}: ${people}, ${stuckLearners === 0 ? 'nobody' : stuckLearners} stuck.`;
}
