import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { CohortDetail, CohortSummary, JoinCohortRequest, pageOf } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { useForm } from '../../parts/use-form.js';
import { CohortDates } from './cohort-dates.js';
import { NewCohortForm, TeachCard } from './new-cohort.js';

const CohortPage = pageOf(CohortSummary);

/** The cohorts one is in, and the ways into another. */
export function CohortListPage() {
  const { me } = useSession();
  const [archived, setArchived] = useState(false);
  const [making, setMaking] = useState(false);
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({ archived: String(archived), ...(cursor === null ? {} : { cursor }) });
  const loaded = useLoaded(`cohorts?${query}`, (signal) =>
    request(CohortPage, `/cohorts?${query}`, { signal }),
  );
  const show = (old: boolean) => {
    setArchived(old);
    setCursor(null);
  };
  return (
    <Page title="Cohorts" lead="Work through a track or chosen exercises together.">
      <div className="columns">
        {making ? (
          <NewCohortForm onCancel={() => setMaking(false)} />
        ) : (
          <section aria-labelledby="yours" className="stack">
            <div className="row apart">
              <h2 id="yours">{archived ? 'Archived' : 'Yours'}</h2>
              <Button kind="bare" small onClick={() => show(!archived)}>
                {archived ? 'Show those that go on' : 'Show archived'}
              </Button>
            </div>
            <WhenLoaded of={loaded} what="your cohorts">
              {({ items, nextCursor }) =>
                items.length === 0 ? (
                  <Empty title={archived ? 'Nothing is archived' : 'You are in no cohort'}>
                    {!archived && <p>Join one with the link or code that your instructor gave you.</p>}
                  </Empty>
                ) : (
                  <>
                    <ul className="cards">
                      {items.map((cohort) => (
                        <li key={cohort.id}>
                          <CohortCard cohort={cohort} />
                        </li>
                      ))}
                    </ul>
                    <Paging cursor={cursor} nextCursor={nextCursor} onGo={setCursor} />
                  </>
                )
              }
            </WhenLoaded>
          </section>
        )}
        <div className="stack">
          <JoinForm />
          {me !== null && me.role !== 'learner' && !making && <TeachCard onMake={() => setMaking(true)} />}
        </div>
      </div>
    </Page>
  );
}

function CohortCard({ cohort }: { cohort: CohortSummary }) {
  const { id, name, summary, track, role, learners } = cohort;
  return (
    <Link href={`/cohorts/${id}`} className="card">
      <h3>{name}</h3>
      {summary !== '' && <p>{summary}</p>}
      <p className="facts">
        {track !== null && <span>{track.title}</span>}
        <span>{learners === 1 ? '1 learner' : `${learners} learners`}</span>
        <CohortDates of={cohort} />
        {role === 'instructor' && <span>you teach it</span>}
      </p>
    </Link>
  );
}

function JoinForm() {
  const [, go] = useLocation();
  const form = useForm({
    initial: { code: '' },
    schema: JoinCohortRequest,
    send: async (body) => {
      const { id } = await request(CohortDetail, '/cohorts/join', asJson('POST', body));
      go(`/cohorts/${id}`);
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h2>Join a cohort</h2>
      <TextField
        form={form}
        name="code"
        label="Join code"
        autoComplete="off"
        maxLength={64}
        hint="20 letters and digits; spaces, hyphens and case do not matter."
      />
      <FormEnd form={form} label="Join" kind="quiet" />
    </form>
  );
}
