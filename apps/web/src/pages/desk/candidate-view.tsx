import { PublishedVersion, type CandidateDetail } from '#contracts';
import { request } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button, ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Failure, Notice } from '../../parts/notice.js';
import { announce } from '../../shell/announcer.js';
import { CANDIDATE_LOOKS, shortVersion } from './candidate-words.js';
import { FindingsTable } from './findings-table.js';
import { countRuns, type LiveProof } from './live-proof.js';
import { ProofMatrix } from './proof-matrix.js';
import { ProofReport } from './proof-report.js';
import { StateBadge } from './state-badge.js';
import { useCandidate } from './use-candidate.js';

interface CandidateViewProps {
  readonly id: string;
  /** The candidate or the exercise has changed. */
  readonly onChange: () => void;
}

/** One version on its road: lint, the matrix as it fills, the report, and the way to publish it. */
export function CandidateView({ id, onChange }: CandidateViewProps) {
  const { loaded, proof } = useCandidate(id, onChange);
  const changed = () => {
    loaded.reload();
    onChange();
  };
  return (
    <WhenLoaded of={loaded} what="the version">
      {(candidate) => (
        <section className="stack desk-part" aria-labelledby="version">
          <h2 id="version">
            {candidate.version === null
              ? 'Version with mistakes'
              : `Version ${shortVersion(candidate.version)}`}
          </h2>
          <p className="row">
            <StateBadge look={CANDIDATE_LOOKS[candidate.state]} />
            {candidate.version !== null && (
              <ButtonLink kind="quiet" small href={`/desk/candidates/${id}/preview`}>
                Preview as a learner
              </ButtonLink>
            )}
          </p>
          <PublishVersion candidate={candidate} onPublished={changed} />
          {candidate.findings.length > 0 && <FindingsTable findings={candidate.findings} label="Lint" />}
          {candidate.report === null ? (
            <Running candidate={candidate} proof={proof} />
          ) : (
            <ProofReport report={candidate.report} />
          )}
        </section>
      )}
    </WhenLoaded>
  );
}

function PublishVersion({ candidate, onPublished }: { candidate: CandidateDetail; onPublished: () => void }) {
  const { run, busy, error } = useAction(async () => {
    await request(PublishedVersion, `/candidates/${candidate.id}/publish`, { method: 'POST' });
    announce('The version is published.');
    onPublished();
  });
  if (candidate.state === 'published') return <p>Learners see this version.</p>;
  if (candidate.provenAt === null)
    return (
      <p className="muted">It can be published once it is proven: learners get proven exercises only.</p>
    );
  return (
    <div className="stack">
      <div className="row">
        <Button busy={busy} onClick={() => void run()}>
          Publish this version
        </Button>
        <span className="muted">What learners have passed stays passed.</span>
      </div>
      {error && <Failure error={error} />}
    </div>
  );
}

function Running({ candidate, proof }: { candidate: CandidateDetail; proof: LiveProof }) {
  const { state, fault } = candidate;
  if (state !== 'queued' && state !== 'proving') return null;
  const { done, total } = countRuns(proof);
  return (
    <div className="stack">
      {(fault !== null || proof.trouble !== null) && (
        <Notice tone="ours">
          <p>
            Our fault, not the exercise’s: it is tried again.{' '}
            {fault !== null && (
              <>
                The last try broke off: {fault.message} (<code>{fault.code}</code>)
              </>
            )}
          </p>
        </Notice>
      )}
      {total === 0 ? (
        <NotBegun isClaimed={state === 'proving'} />
      ) : (
        <>
          <p>
            <label htmlFor="runs">
              {done} of {total} runs
              {proof.running !== null &&
                `, now ${proof.running.program} (${proof.running.repeat} of ${proof.repeats})`}
            </label>{' '}
            <progress id="runs" max={total} value={done} />
          </p>
          <ProofMatrix matrix={proof.matrix} />
        </>
      )}
    </div>
  );
}

function NotBegun({ isClaimed }: { isClaimed: boolean }) {
  return isClaimed ? (
    <p className="loading" role="status">
      Loading the runs …
    </p>
  ) : (
    <p role="status">It waits for a worker that has time beside the learners’ submissions.</p>
  );
}
