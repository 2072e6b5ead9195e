import { Link } from 'wouter';
import { CohortDetail } from '#contracts';
import { request } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../parts/button.js';
import { CopyText } from '../../parts/copy-text.js';
import { Moment } from '../../parts/moment.js';
import { Failure } from '../../parts/notice.js';
import { announce } from '../../shell/announcer.js';

interface BoardTabProps {
  readonly cohort: CohortDetail;
  readonly reload: () => void;
}

/** Who sees the board of a cohort, where it is by itself, and whether it moves. */
export function BoardTab({ cohort, reload }: BoardTabProps) {
  const address = `${location.origin}/boards/${cohort.id}`;
  return (
    <div className="stack">
      <h2>Who sees it</h2>
      <p>{SEEN[cohort.boardMode]} That is decided in the terms.</p>
      {cohort.boardMode !== 'off' && (
        <>
          <h2>By itself</h2>
          <p>
            For a screen in the room, or to pass on: it keeps itself up to date.{' '}
            <Link href={`/boards/${cohort.id}`}>Open it</Link>
          </p>
          <CopyText text={address} what="the address of the board" />
          <Freezing cohort={cohort} reload={reload} />
        </>
      )}
    </div>
  );
}

const SEEN: Readonly<Record<CohortDetail['boardMode'], string>> = {
  off: 'There is none: nobody sees a board of this cohort.',
  staff: 'Those who teach see it, and nobody else.',
  cohort: 'Its members see it.',
  public: 'Everybody sees it, also without an account.',
};

function Freezing({ cohort, reload }: BoardTabProps) {
  const frozen = cohort.boardFrozenAt;
  const { run, busy, error } = useAction(async (what: 'freeze' | 'thaw') => {
    await request(CohortDetail, `/cohorts/${cohort.id}/leaderboard/${what}`, { method: 'POST' });
    announce(what === 'freeze' ? 'The board is frozen' : 'The board is live again');
    reload();
  });
  return (
    <>
      <h2>Freeze and thaw</h2>
      <p>
        {frozen === null ? (
          'The board is live. Frozen, learners see it as it is now, and you go on seeing it live.'
        ) : (
          <>
            Frozen at <Moment at={frozen} />: learners see it as it was then, and you see it live.
          </>
        )}
      </p>
      {error && <Failure error={error} />}
      <div className="row">
        <Button kind="quiet" busy={busy} onClick={() => void run(frozen === null ? 'freeze' : 'thaw')}>
          {frozen === null ? 'Freeze the board' : 'Thaw the board'}
        </Button>
      </div>
    </>
  );
}
