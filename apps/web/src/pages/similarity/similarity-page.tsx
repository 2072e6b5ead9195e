import { Link, useSearchParams } from 'wouter';
import { CohortDetail, SimilarityReport, type SimilarPair } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import './similarity.css';

/** Which programs of a cohort are alike, for those who teach it. */
export function SimilarityPage({ id }: { id: string }) {
  const [asked, setAsked] = useSearchParams();
  const cohort = useLoaded(id, (signal) => request(CohortDetail, `/cohorts/${id}`, { signal }));
  return (
    <Page
      title="Similarity"
      trail={<Link href={`/cohorts/${id}`}>{cohort.state === 'ready' ? cohort.value.name : 'Cohort'}</Link>}
      lead="The best submissions of the learners to one exercise, and what they have in common."
    >
      <Caution />
      <WhenLoaded of={cohort} what="the exercises of the cohort">
        {({ exercises }) => {
          const chosen = asked.get('exercise') ?? exercises[0]?.slug;
          if (chosen === undefined) return <Empty title="No exercises" />;
          return (
            <>
              <div className="filters">
                <div className="field grow">
                  <label htmlFor="similarity-exercise">Exercise</label>
                  <select
                    id="similarity-exercise"
                    value={chosen}
                    onChange={(event) => setAsked({ exercise: event.target.value })}
                  >
                    {exercises.map(({ slug, title }) => (
                      <option key={slug} value={slug}>
                        {title}
                      </option>
                    ))}
                  </select>
                </div>
              </div>
              <Report id={id} exercise={chosen} />
            </>
          );
        }}
      </WhenLoaded>
    </Page>
  );
}

/** Said on every page that shows likeness. */
export function Caution() {
  return (
    <Notice>
      <p>
        Similarity is a reason to look, and proves nothing: short exercises have few good solutions, and
        learners may have worked together with leave. Read both programs and talk with both people before you
        judge.
      </p>
    </Notice>
  );
}

function Report({ id, exercise }: { id: string; exercise: string }) {
  const path = `/cohorts/${id}/similarity?exercise=${encodeURIComponent(exercise)}`;
  const loaded = useLoaded(path, (signal) => request(SimilarityReport, path, { signal }));
  return (
    <WhenLoaded of={loaded} what="the comparison, which takes a moment for many learners">
      {(report) => (
        <>
          <p>{tellCompared(report)}</p>
          {report.items.length === 0 ? <NobodyAlike /> : <Pairs id={id} report={report} />}
        </>
      )}
    </WhenLoaded>
  );
}

function tellCompared({ learners, compared }: SimilarityReport): string {
  const all = compared === learners ? `${compared}` : `${compared} of ${learners}`;
  return `Compared: the programs of ${all} ${learners === 1 ? 'learner' : 'learners'} with a result. What comes from the starter, or what half of them have, does not count.`;
}

function NobodyAlike() {
  return (
    <Empty title="No two programs are alike">
      <p>No pair has a fifth or more in common.</p>
    </Empty>
  );
}

function Pairs({ id, report }: { id: string; report: SimilarityReport }) {
  return (
    <ScrollTable label="Pairs, most similar first">
      <thead>
        <tr>
          <th scope="col">Pair</th>
          <th scope="col" className="number">
            Similarity
          </th>
          <th scope="col" className="number">
            Longest common run
          </th>
          <th scope="col" className="number">
            Fingerprints in common
          </th>
        </tr>
      </thead>
      <tbody>
        {report.items.map((pair) => (
          <tr key={`${pair.left.userId} ${pair.right.userId}`}>
            <th scope="row">
              <Link href={toPairPath(id, report.exercise.slug, pair)}>
                {pair.left.name} and {pair.right.name}
              </Link>
            </th>
            <td className="number">{pair.similarity} %</td>
            <td className="number">{pair.longest}</td>
            <td className="number">{pair.overlap}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

const toPairPath = (id: string, exercise: string, { left, right }: SimilarPair): string =>
  `/cohorts/${id}/similarity/${exercise}/${left.userId}/${right.userId}`;
