import { Link, useLocation } from 'wouter';
import { CohortDetail, CohortInvitation } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button, ButtonLink } from '../../parts/button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Failure } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { CohortDates } from './cohort-dates.js';

/** Where a join link leads. */
export function JoinPage({ code }: { code: string }) {
  const loaded = useLoaded(`join ${code}`, (signal) =>
    request(CohortInvitation, `/cohorts/join/${encodeURIComponent(code)}`, { signal }),
  );
  return (
    <Page title="Join a cohort" width="narrow">
      <WhenLoaded of={loaded} what="the invitation">
        {(invitation) => <Invitation invitation={invitation} code={code} />}
      </WhenLoaded>
      {loaded.state === 'failed' && (
        <p>
          <Link href="/cohorts">Type a code, or see the cohorts you are in</Link>
        </p>
      )}
    </Page>
  );
}

function Invitation({ invitation, code }: { invitation: CohortInvitation; code: string }) {
  const [, go] = useLocation();
  const { run, busy, error } = useAction(async () => {
    const { id } = await request(CohortDetail, '/cohorts/join', asJson('POST', { code }));
    go(`/cohorts/${id}`);
  });
  const { name, summary, track, instructors, memberOf } = invitation;
  return (
    <div className="card stack">
      <h2>{name}</h2>
      {summary !== '' && <p>{summary}</p>}
      <p className="facts">
        {track !== null && <span>{track.title}</span>}
        {instructors.length > 0 && <span>taught by {instructors.join(', ')}</span>}
        <CohortDates of={invitation} />
      </p>
      {memberOf === null ? (
        <>
          <p className="muted">
            Those who teach it will see your name, your e-mail address and your work on its exercises. On its
            board you appear as your account says.
          </p>
          {error && <Failure error={error} />}
          <div className="row">
            <Button busy={busy} onClick={() => void run()}>
              Join
            </Button>
          </div>
        </>
      ) : (
        <div className="row">
          <ButtonLink href={`/cohorts/${memberOf}`}>You are in it: open it</ButtonLink>
        </div>
      )}
    </div>
  );
}
