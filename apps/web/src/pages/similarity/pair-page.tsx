import { Link } from 'wouter';
import { SimilarityDetail } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Page } from '../../parts/page.js';
import { MarkedProgram } from './marked-program.js';
import { Caution } from './similarity-page.js';
import './similarity.css';

interface PairPageProps {
  readonly id: string;
  readonly exercise: string;
  readonly left: string;
  readonly right: string;
}

/** Two programs side by side, with the lines that they have in common. */
export function PairPage({ id, exercise, left, right }: PairPageProps) {
  const query = new URLSearchParams({ exercise, left, right }).toString();
  const loaded = useLoaded(`${id}?${query}`, (signal) =>
    request(SimilarityDetail, `/cohorts/${id}/similarity/pair?${query}`, { signal }),
  );
  const known = loaded.state === 'ready' ? loaded.value : null;
  return (
    <Page
      title={known === null ? 'Two programs' : `${known.left.name} and ${known.right.name}`}
      width="wide"
      trail={<Link href={`/cohorts/${id}/similarity?exercise=${exercise}`}>Similarity</Link>}
      lead={known === null ? undefined : tellLikeness(known)}
    >
      <WhenLoaded of={loaded} what="both programs">
        {(pair) => (
          <>
            <Caution />
            <div className="side-by-side">
              {(['left', 'right'] as const).map((side) => (
                <section key={side} aria-label={`${pair[side].name}, ${side}`}>
                  <h2>
                    <Link href={`/submissions/${pair[side].submissionId}`}>{pair[side].name}</Link>
                  </h2>
                  <MarkedProgram
                    side={side}
                    files={pair[side].files}
                    fragments={pair.fragments.map((fragment) => fragment[side])}
                  />
                </section>
              ))}
            </div>
          </>
        )}
      </WhenLoaded>
    </Page>
  );
}

function tellLikeness({ exercise, similarity, fragments }: SimilarityDetail): string {
  const parts = fragments.length === 1 ? '1 fragment' : `${fragments.length} fragments`;
  return `${exercise.title}: ${similarity} % similar, ${parts} in common. A fragment has the same letter on both sides.`;
}
