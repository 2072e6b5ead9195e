import { ExerciseStatistics, type ResourceUse } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { UsagePlot } from './usage-plot.js';

const BYTES_PER_MIB = 1024 * 1024;

interface UsageSectionProps {
  readonly exercise: string;
  readonly runtime: string;
  readonly usage: ResourceUse;
}

/** What an accepted run cost, beside what those of others cost. */
export function UsageSection({ exercise, runtime, usage }: UsageSectionProps) {
  const path = `/exercises/${encodeURIComponent(exercise)}/statistics?runtime=${runtime}`;
  const loaded = useLoaded(path, (signal) => request(ExerciseStatistics, path, { signal }));
  return (
    <section aria-labelledby="usage">
      <h2 id="usage">Beside others</h2>
      <WhenLoaded of={loaded} what="the distributions">
        {({ cpu, memory, wall, fewestLearners }) =>
          cpu === null || memory === null || wall === null ? (
            <p className="muted">
              Once {fewestLearners} learners have passed this exercise in {runtime}, you see here how much
              time and memory their programs needed. Nobody is named.
            </p>
          ) : (
            <div className="usage-plots">
              <UsagePlot title="CPU time" distribution={cpu} value={usage.cpuMs} />
              <UsagePlot
                title="Peak memory"
                distribution={memory}
                value={usage.peakMemoryBytes / BYTES_PER_MIB}
              />
              <UsagePlot title="Wall time" distribution={wall} value={usage.wallMs} />
            </div>
          )
        }
      </WhenLoaded>
    </section>
  );
}
