import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { DeskExerciseList, type DeskExerciseSummary } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ButtonLink } from '../../parts/button.js';
import { countOf } from '../../parts/count-of.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { CANDIDATE_LOOKS, EXERCISE_LOOKS } from './candidate-words.js';
import { ExerciseUpload } from './exercise-upload.js';
import { StateBadge } from './state-badge.js';

/** The instructors’ desk: every exercise as its authors see it, and the way to send one. */
export function DeskPage() {
  const [, goTo] = useLocation();
  const [filter, setFilter] = useState('');
  const loaded = useLoaded('desk', (signal) => request(DeskExerciseList, '/desk/exercises', { signal }));
  return (
    <Page
      title="Desk"
      lead="Exercises as their authors see them. A version is proven by its own solutions before learners get it."
      width="wide"
      actions={
        <ButtonLink kind="quiet" href="/desk/rejudge">
          Judge again
        </ButtonLink>
      }
    >
      <section className="stack desk-part" aria-labelledby="exercises">
        <h2 id="exercises">Exercises</h2>
        <WhenLoaded of={loaded} what="the exercises">
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="There is no exercise yet">
                <p>Send the first one below, or put folders into the operator’s exercises folder.</p>
              </Empty>
            ) : (
              <>
                <div className="field desk-filter">
                  <label htmlFor="filter">Find an exercise</label>
                  <input id="filter" value={filter} onChange={(event) => setFilter(event.target.value)} />
                </div>
                <ExerciseTable items={items.filter((item) => fits(item, filter))} />
              </>
            )
          }
        </WhenLoaded>
      </section>
      <section className="stack desk-part" aria-labelledby="send">
        <h2 id="send">Send an exercise</h2>
        <ExerciseUpload onSent={({ exercise }) => goTo(`/desk/exercises/${exercise}`)} />
      </section>
    </Page>
  );
}

function ExerciseTable({ items }: { items: readonly DeskExerciseSummary[] }) {
  return (
    <ScrollTable label="List of exercises">
      <thead>
        <tr>
          <th scope="col">Exercise</th>
          <th scope="col">For learners</th>
          <th scope="col">Since</th>
          <th scope="col">Latest version sent</th>
          <th scope="col">Operator’s folder</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ slug, title, state, publishedAt, retiredAt, latestCandidate, folderErrors }) => (
          <tr key={slug}>
            <th scope="row">
              <Link href={`/desk/exercises/${slug}`}>{title ?? slug}</Link>{' '}
              {title !== null && <small className="muted">{slug}</small>}
            </th>
            <td>
              <StateBadge look={EXERCISE_LOOKS[state]} />
            </td>
            <td>{publishedAt === null ? '–' : <Moment at={retiredAt ?? publishedAt} withTime={false} />}</td>
            <td>
              {latestCandidate === null ? (
                <span className="muted">none</span>
              ) : (
                <StateBadge look={CANDIDATE_LOOKS[latestCandidate.state]} />
              )}
            </td>
            <td>
              {folderErrors === 0 ? (
                <span className="muted">no mistakes</span>
              ) : (
                <strong className="bad">{countOf(folderErrors, 'mistake')}</strong>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

const fits = ({ slug, title }: DeskExerciseSummary, filter: string): boolean =>
  `${slug} ${title ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
