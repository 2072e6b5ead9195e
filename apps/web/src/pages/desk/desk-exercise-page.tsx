import { useState } from 'react';
import { Link } from 'wouter';
import { CandidateSummary, DeskExercise, pageOf } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { countOf } from '../../parts/count-of.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty, Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { CANDIDATE_LOOKS, EXERCISE_LOOKS, shortVersion } from './candidate-words.js';
import { CandidateView } from './candidate-view.js';
import { ExerciseUpload } from './exercise-upload.js';
import { FindingsTable } from './findings-table.js';
import { StateBadge } from './state-badge.js';
import './desk.css';

const CandidatePage = pageOf(CandidateSummary);

/** One exercise on the desk: what learners see, its versions, and what became of each. */
export function DeskExercisePage({ slug }: { slug: string }) {
  const path = encodeURIComponent(slug);
  const exercise = useLoaded(`desk ${slug}`, (signal) =>
    request(DeskExercise, `/desk/exercises/${path}`, { signal }),
  );
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams(cursor === null ? {} : { cursor }).toString();
  const versions = useLoaded(`versions ${slug} ${query}`, (signal) =>
    request(CandidatePage, `/exercises/${path}/candidates?${query}`, { signal }),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const reload = () => {
    exercise.reload();
    versions.reload();
  };
  const shown = chosen ?? (versions.state === 'ready' ? versions.value.items[0]?.id : undefined);
  return (
    <Page
      title={(exercise.state === 'ready' ? exercise.value.title : null) ?? slug}
      trail={<Link href="/desk">Desk</Link>}
      width="wide"
      actions={exercise.state === 'ready' && <RetireOrRestore exercise={exercise.value} onChange={reload} />}
    >
      <WhenLoaded of={exercise} what="the exercise">
        {(value) => <ForLearners exercise={value} />}
      </WhenLoaded>
      <section className="stack desk-part" aria-labelledby="versions">
        <h2 id="versions">Versions that were sent</h2>
        <WhenLoaded of={versions} what="the versions">
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <Empty title="No version was sent yet">
                <p>Send a folder below; it is linted at once and then proven by its own solutions.</p>
              </Empty>
            ) : (
              <>
                <Versions items={items} shown={shown} onChoose={setChosen} />
                <Paging cursor={cursor} nextCursor={nextCursor} onGo={setCursor} />
              </>
            )
          }
        </WhenLoaded>
      </section>
      {shown !== undefined && <CandidateView key={shown} id={shown} onChange={reload} />}
      <section className="stack desk-part" aria-labelledby="send">
        <h2 id="send">Send a new version</h2>
        <ExerciseUpload
          slug={slug}
          onSent={({ id }) => {
            setChosen(id);
            reload();
          }}
        />
      </section>
    </Page>
  );
}

function ForLearners({ exercise }: { exercise: DeskExercise }) {
  const { slug, state, version, origin, publishedAt, folderFindings, folderErrors } = exercise;
  return (
    <div className="stack">
      <p className="facts">
        <StateBadge look={EXERCISE_LOOKS[state]} />
        <code>{slug}</code>
        {version !== null && <span>version {shortVersion(version)}</span>}
        {origin !== null && (
          <span>{origin === 'folder' ? 'from the operator’s folder' : 'sent by an author'}</span>
        )}
        {publishedAt !== null && <Moment at={publishedAt} />}
      </p>
      {folderErrors > 0 && (
        <Notice tone="bad">
          <p>
            The operator’s folder has mistakes. Learners{' '}
            {version === null ? 'do not see this exercise' : 'keep the version before'} until they are mended
            and the platform is started again.
          </p>
        </Notice>
      )}
      {folderFindings.length > 0 && (
        <FindingsTable findings={folderFindings} label="Mistakes in the operator’s folder" />
      )}
    </div>
  );
}

function RetireOrRestore({ exercise, onChange }: { exercise: DeskExercise; onChange: () => void }) {
  const act = (verb: 'retire' | 'restore') => async () => {
    await request(DeskExercise, `/exercises/${exercise.slug}/${verb}`, { method: 'POST' });
    onChange();
  };
  if (exercise.state === 'unpublished') return null;
  if (exercise.state === 'retired') {
    return (
      <ConfirmButton
        label="Bring it back"
        question="Show this exercise to learners again?"
        action="Bring it back"
        kind="quiet"
        onConfirm={act('restore')}
      >
        <p>They see the version that was current when it was retired.</p>
      </ConfirmButton>
    );
  }
  return (
    <ConfirmButton label="Retire" question="Retire this exercise?" action="Retire" onConfirm={act('retire')}>
      <p>
        Learners see it no more and cannot submit to it. What they have reached stays, and you can bring it
        back at any time.
      </p>
    </ConfirmButton>
  );
}

interface VersionsProps {
  readonly items: readonly CandidateSummary[];
  readonly shown: string | undefined;
  readonly onChoose: (id: string) => void;
}

function Versions({ items, shown, onChoose }: VersionsProps) {
  return (
    <div className="versions">
      <ScrollTable label="List of versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col">Sent</th>
            <th scope="col">By</th>
            <th scope="col">Lint</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, version, state, createdAt, createdBy, errors, warnings }) => (
            <tr key={id}>
              <td>
                <Button kind="bare" small aria-pressed={id === shown} onClick={() => onChoose(id)}>
                  {version === null ? 'with mistakes' : shortVersion(version)}
                </Button>
              </td>
              <td>
                <StateBadge look={CANDIDATE_LOOKS[state]} />
              </td>
              <td>
                <Moment at={createdAt} />
              </td>
              <td>{createdBy ?? 'somebody who left'}</td>
              <td>
                {countOf(errors, 'mistake')}, {countOf(warnings, 'warning')}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </div>
  );
}
