import { useState } from 'react';
import { CohortSummary, ExerciseStatistics, pageOf, type ResourceUse } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { CompareWith } from './compare-with.js';
import { UsagePlot } from './usage-plot.js';

const BYTES_PER_MIB = 1024 * 1024;
const Cohorts = pageOf(CohortSummary);

interface UsageSectionProps {
  readonly exercise: string;
  readonly runtime: string;
  readonly usage: ResourceUse;
  /** null where it is not told. */
  readonly latencyMs: number | null;
}

/** What an accepted run cost, beside what those of others cost. */
export function UsageSection({ exercise, runtime, ...own }: UsageSectionProps) {
  const cohorts = useLoaded(`cohorts with ${exercise}`, (signal) =>
    request(Cohorts, `/cohorts?exercise=${encodeURIComponent(exercise)}&limit=100`, { signal }),
  );
  return (
    <section aria-labelledby="usage">
      <h2 id="usage">Beside others</h2>
      <WhenLoaded of={cohorts} what="your cohorts">
        {({ items }) => (
          <Distributions
            path={`/exercises/${encodeURIComponent(exercise)}/statistics?runtime=${runtime}`}
            runtime={runtime}
            cohorts={items.filter(({ role }) => role !== null)}
            {...own}
          />
        )}
      </WhenLoaded>
    </section>
  );
}

interface DistributionsProps extends Omit<UsageSectionProps, 'exercise'> {
  readonly path: string;
  /** Those of the reader that have the exercise, newest first. */
  readonly cohorts: readonly CohortSummary[];
}

interface Found {
  /** Empty: everybody. */
  readonly cohort: string;
  readonly statistics: ExerciseStatistics;
}

function Distributions({ path, cohorts, ...own }: DistributionsProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const loaded = useLoaded(`${path} ${chosen ?? 'first'}`, (signal) => find(path, chosen, cohorts, signal));
  return (
    <WhenLoaded of={loaded} what="the distributions">
      {({ cohort, statistics }) => (
        <div className="stack">
          {cohorts.length > 0 && <CompareWith cohorts={cohorts} cohort={cohort} onChoose={setChosen} />}
          <Plots statistics={statistics} isCohort={cohort !== ''} {...own} />
        </div>
      )}
    </WhenLoaded>
  );
}

/** What was chosen; else the newest cohort in which enough have passed, and everybody when there is none. */
async function find(
  path: string,
  chosen: string | null,
  cohorts: readonly CohortSummary[],
  signal: AbortSignal,
): Promise<Found> {
  const ask = async (cohort: string): Promise<Found> => {
    const address = cohort === '' ? path : `${path}&cohort=${cohort}`;
    return { cohort, statistics: await request(ExerciseStatistics, address, { signal }) };
  };
  if (chosen !== null) return ask(chosen);
  for (const { id } of cohorts) {
    const found = await ask(id);
    if (found.statistics.cpu !== null) return found;
  }
  return ask('');
}

interface PlotsProps extends Omit<UsageSectionProps, 'exercise'> {
  readonly statistics: ExerciseStatistics;
  readonly isCohort: boolean;
}

function Plots({ statistics, runtime, isCohort, usage, latencyMs }: PlotsProps) {
  const { cpu, memory, wall, latency, fewestLearners } = statistics;
  if (cpu === null || memory === null || wall === null) {
    return (
      <p className="muted">
        Once {fewestLearners} learners {isCohort && 'of this cohort '}have passed this exercise in {runtime},
        you see here how much time and memory their programs needed. Nobody is named.
      </p>
    );
  }
  return (
    <div className="usage-plots">
      {latency !== null && latencyMs !== null && (
        <UsagePlot title="Latency (median test)" distribution={latency} value={latencyMs} />
      )}
      <UsagePlot title="CPU time" distribution={cpu} value={usage.cpuMs} />
      <UsagePlot title="Peak memory" distribution={memory} value={usage.peakMemoryBytes / BYTES_PER_MIB} />
      <UsagePlot title="Wall time" distribution={wall} value={usage.wallMs} />
    </div>
  );
}
