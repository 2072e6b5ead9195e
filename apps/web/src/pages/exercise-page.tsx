import { useState } from 'react';
import { ExerciseDetail } from '#contracts';
import { request } from '../api/client.js';
import { useLoaded } from '../api/use-loaded.js';
import { Failure, Loading } from '../parts/notice.js';
import { Page } from '../parts/page.js';
import { Prose } from '../parts/prose.js';
import { SubmitForm } from './submit-form.js';

export function ExercisePage({ slug }: { slug: string }) {
  const loaded = useLoaded(slug, (signal) =>
    request(ExerciseDetail, `/exercises/${encodeURIComponent(slug)}`, { signal }),
  );
  if (loaded.state === 'loading') return <Loading what="the exercise" />;
  if (loaded.state === 'failed') return <Failure error={loaded.error} />;
  const exercise = loaded.value;
  return (
    <Page title={exercise.title} width="wide" quietTitle>
      <div className="split">
        <article>
          <p className="facts">
            <span>{exercise.kind}</span>
            <span>{exercise.points} points</span>
            <span>{exercise.minutes} min</span>
            {exercise.services.map((service) => (
              <span key={service}>{service}</span>
            ))}
          </p>
          <Prose source={exercise.statement} />
          <Hints hints={exercise.hints} />
          <PublicTests files={exercise.publicTests} />
          <Environment exercise={exercise} />
        </article>
        <SubmitForm exercise={exercise} />
      </div>
    </Page>
  );
}

function Hints({ hints }: { hints: ExerciseDetail['hints'] }) {
  if (hints.length === 0) return null;
  return (
    <section>
      <h2>Hints</h2>
      {hints.map((ladder) => (
        <HintLadder key={ladder.task} ladder={ladder} />
      ))}
    </section>
  );
}

/** One step at a time: the next one only on demand. */
function HintLadder({ ladder }: { ladder: ExerciseDetail['hints'][number] }) {
  const [shown, setShown] = useState(0);
  return (
    <div className="ladder">
      <h3>{ladder.task}</h3>
      <ol>
        {ladder.steps.slice(0, shown).map((step) => (
          <li key={step}>
            <Prose source={step} />
          </li>
        ))}
      </ol>
      {shown < ladder.steps.length && (
        <button type="button" className="quiet" onClick={() => setShown(shown + 1)}>
          Show hint {shown + 1} of {ladder.steps.length}
        </button>
      )}
    </div>
  );
}

function PublicTests({ files }: { files: ExerciseDetail['publicTests'] }) {
  return (
    <section>
      <h2>Public tests</h2>
      {files.map((file) => (
        <details key={file.path}>
          <summary>{file.path}</summary>
          <pre>
            <code>{file.content}</code>
          </pre>
        </details>
      ))}
    </section>
  );
}

function Environment({ exercise }: { exercise: ExerciseDetail }) {
  const { limits } = exercise;
  return (
    <section>
      <h2>Where it runs</h2>
      <p>
        {limits.memoryMib} MiB of memory, {limits.startTimeoutMs / 1000} s to start,{' '}
        {limits.testTimeoutMs / 1000} s per test, no network but the services named above.
      </p>
      {exercise.environment.map((entry) => (
        <details key={entry.runtime}>
          <summary>
            {entry.runtime} {entry.version}: {entry.libraries.length} libraries
          </summary>
          <p className="libraries">
            {entry.libraries.map((library) => `${library.name} ${library.version}`).join(' · ')}
          </p>
        </details>
      ))}
    </section>
  );
}
