import { Link } from 'wouter';
import { ExerciseDetail, SubmissionFiles, type SubmissionDetail } from '#contracts';
import { request } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useLoaded } from '../../api/use-loaded.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { FileViewer } from './file-viewer.js';
import { shortenVersion } from './shorten-version.js';
import { SubmissionActions } from './submission-actions.js';
import { UsageSection } from './usage-section.js';
import { WalkthroughSection } from './walkthrough-section.js';
import './history.css';

/** What stands below a verdict: the files, what can be done with them, and once passed how others did it. */
export function SubmissionExtras({ detail }: { detail: SubmissionDetail }) {
  const { me } = useSession();
  const { id, exercise: slug, runtime, verdict } = detail;
  // Read again with every verdict: it may be the one that opens the reference.
  const exercise = useLoaded(`${slug} ${detail.attempt} ${detail.status}`, (signal) =>
    request(ExerciseDetail, `/exercises/${encodeURIComponent(slug)}`, { signal }),
  );
  const known = exercise.state === 'ready' ? exercise.value : null;
  const hasPassed = known?.bestScore === 100 || (me !== null && me.role !== 'learner');
  const waits = exercise.state === 'loading';
  const usage = verdict?.outcome === 'accepted' && detail.mode === 'graded' ? verdict.usage : null;
  return (
    <>
      <SubmissionActions detail={detail} />
      {usage && (
        <UsageSection
          exercise={slug}
          runtime={runtime}
          usage={usage}
          latencyMs={verdict?.latencyMs ?? null}
        />
      )}
      {known?.hasWalkthrough === true && hasPassed && (
        <WalkthroughSection exercise={slug} runtime={runtime} submissionId={id} />
      )}
      {/* The reference comes above them, once it is known whether it may: until then the page is loading, and its footer hidden. */}
      <div className={waits ? 'loading' : undefined} hidden={waits}>
        <SubmittedFiles detail={detail} current={known?.version ?? null} />
      </div>
    </>
  );
}

function SubmittedFiles({ detail, current }: { detail: SubmissionDetail; current: string | null }) {
  const { id, exercise, exerciseVersion, learner } = detail;
  const loaded = useLoaded(`files of ${id}`, (signal) =>
    request(SubmissionFiles, `/submissions/${encodeURIComponent(id)}/files`, { signal }),
  );
  return (
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <p className="facts">
        <span>
          Version <code title={exerciseVersion}>{shortenVersion(exerciseVersion)}</code> of{' '}
          <Link href={`/exercises/${exercise}`}>{exercise}</Link>
        </span>
        {current !== null && current !== exerciseVersion && <span>there is a newer version by now</span>}
        {learner === null && <Link href={`/submissions?exercise=${exercise}`}>all of yours for it</Link>}
      </p>
      <WhenLoaded of={loaded} what="the files">
        {({ files }) => <FileViewer files={files} label="Submitted files" />}
      </WhenLoaded>
    </section>
  );
}
