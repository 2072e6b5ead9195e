import { Link, useLocation } from 'wouter';
import { CohortDetail, type CohortExercise } from '#contracts';
import { request, send } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ButtonLink } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { BoardView } from '../boards/board-view.js';
import { CohortDates } from './cohort-dates.js';
import { isBehind, tellTerms } from './tell-terms.js';
import { WebhookNotice } from './webhooks/webhook-notice.js';
import './cohorts.css';

/** A cohort as its members see it: terms, work, board. */
export function CohortPage({ id }: { id: string }) {
  const loaded = useLoaded(`cohort ${id}`, (signal) => request(CohortDetail, `/cohorts/${id}`, { signal }));
  if (loaded.state !== 'ready') {
    return (
      <Page title="Cohort" width="wide" trail={<Link href="/cohorts">Cohorts</Link>}>
        <WhenLoaded of={loaded} what="the cohort">
          {() => null}
        </WhenLoaded>
      </Page>
    );
  }
  const cohort = loaded.value;
  return (
    <Page
      title={cohort.name}
      lead={cohort.summary === '' ? undefined : cohort.summary}
      trail={<Link href="/cohorts">Cohorts</Link>}
      width="wide"
      actions={
        cohort.manage && (
          <>
            <ButtonLink kind="quiet" href={`/cohorts/${id}/progress`}>
              Progress
            </ButtonLink>
            <ButtonLink href={`/cohorts/${id}/manage`}>Manage</ButtonLink>
          </>
        )
      }
    >
      <Ending cohort={cohort} />
      {cohort.manage && <WebhookNotice id={id} />}
      <Terms cohort={cohort} />
      <div className="cohort-parts">
        <section aria-labelledby="work">
          <h2 id="work">Exercises</h2>
          <Work exercises={cohort.exercises} attemptCap={cohort.attemptCap} />
        </section>
        {cohort.boardMode !== 'off' && (cohort.boardMode !== 'staff' || cohort.manage !== null) && (
          <section aria-labelledby="board">
            <h2 id="board">Board</h2>
            <BoardView path={`/cohorts/${id}/leaderboard`} />
          </section>
        )}
      </div>
      {cohort.role === 'learner' && <Leave cohort={cohort} />}
    </Page>
  );
}

/** That it is over, for whoever comes back to it. */
function Ending({ cohort: { archivedAt, closesAt } }: { cohort: CohortDetail }) {
  if (archivedAt === null && !isBehind(closesAt, Date.now())) return null;
  return (
    <Notice>
      <p>
        {archivedAt === null ? (
          'This cohort has closed: what is handed in now does not count in it.'
        ) : (
          <>
            This cohort ended on <Moment at={archivedAt} withTime={false} />.
          </>
        )}{' '}
        Its results and its board stay, and its exercises stay open to you.
      </p>
    </Notice>
  );
}

function Terms({ cohort }: { cohort: CohortDetail }) {
  const { track, instructors } = cohort;
  return (
    <>
      <p className="facts">
        {track !== null && <Link href={`/tracks/${track.slug}`}>{track.title}</Link>}
        <CohortDates of={cohort} />
        {instructors.length > 0 && <span>taught by {instructors.join(', ')}</span>}
      </p>
      {tellTerms(cohort).map((sentence) => (
        <p key={sentence} className="muted">
          {sentence}
        </p>
      ))}
    </>
  );
}

const NEXT: Readonly<Record<CohortExercise['next'], string>> = {
  open: 'open',
  'not-started': 'not begun',
  closed: 'closed',
  'attempts-used-up': 'attempts used up',
  'cool-down': 'next attempt',
};

interface WorkProps {
  readonly exercises: readonly CohortExercise[];
  /** null: as many as one likes. */
  readonly attemptCap: number | null;
}

function Work({ exercises, attemptCap }: WorkProps) {
  if (exercises.length === 0) {
    return (
      <Empty title="No exercises yet">
        <p>Those who teach the cohort have not chosen any that is published.</p>
      </Empty>
    );
  }
  return (
    <ScrollTable label="Exercises of the cohort">
      <thead>
        <tr>
          <th>Exercise</th>
          <th className="number">Points</th>
          <th className="number">Attempts</th>
          <th>State</th>
        </tr>
      </thead>
      <tbody>
        {exercises.map(({ slug, title, points, earned, late, attemptsUsed, next, nextAt }) => (
          <tr key={slug}>
            <td>
              <Link href={`/exercises/${slug}`}>{title}</Link>
            </td>
            <td className="number">
              {earned ?? '–'} / {points}
              {late && (
                <>
                  <br />
                  <small className="muted">late</small>
                </>
              )}
            </td>
            <td className="number">
              {attemptCap === null ? attemptsUsed : `${attemptsUsed} of ${attemptCap}`}
            </td>
            <td>
              {NEXT[next]} {nextAt !== null && <Moment at={nextAt} />}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function Leave({ cohort }: { cohort: CohortDetail }) {
  const [, go] = useLocation();
  return (
    <p className="leave">
      <ConfirmButton
        kind="quiet"
        small
        label="Leave the cohort"
        question={`Leave ${cohort.name}?`}
        action="Leave"
        onConfirm={async () => {
          await send(`/cohorts/${cohort.id}/membership`, { method: 'DELETE' });
          go('/cohorts');
        }}
      >
        You go from its board. What you have handed in stays yours, and counts again when you come back.
      </ConfirmButton>
    </p>
  );
}
