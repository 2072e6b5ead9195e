import { useState } from 'react';
import { Link } from 'wouter';
import { CohortDetail, UpdateCohortRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { CopyText } from '../../parts/copy-text.js';
import { CheckField, FormEnd } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Tabs } from '../../parts/tabs.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';
import { CohortFields } from './cohort-fields.js';
import { toDraft, toTerms } from './cohort-draft.js';
import { MemberSection } from './member-section.js';
import { RosterSection } from './roster-section.js';
import { WebhookSection } from './webhooks/webhook-section.js';

type Manage = { readonly cohort: CohortDetail; readonly reload: () => void };

const TABS = [
  { id: 'joining', label: 'Joining' },
  { id: 'members', label: 'Members' },
  { id: 'roster', label: 'Roster' },
  { id: 'terms', label: 'Terms' },
  { id: 'board', label: 'Board' },
  { id: 'webhooks', label: 'Webhooks' },
];

/** `#webhooks` leads to the tab of this name. */
const readTab = (): string => TABS.find(({ id }) => location.hash === `#${id}`)?.id ?? 'joining';

/** A cohort for those who teach it. */
export function ManageCohortPage({ id }: { id: string }) {
  const [tab, setTab] = useState(readTab);
  const loaded = useLoaded(`cohort ${id}`, (signal) => request(CohortDetail, `/cohorts/${id}`, { signal }));
  return (
    <Page
      title={loaded.state === 'ready' ? `Manage ${loaded.value.name}` : 'Manage a cohort'}
      trail={<Link href={`/cohorts/${id}`}>The cohort</Link>}
    >
      <WhenLoaded of={loaded} what="the cohort">
        {(cohort) =>
          cohort.manage === null ? (
            <Notice>
              <p>This is for those who teach the cohort.</p>
            </Notice>
          ) : (
            <Tabs label="What to manage" tabs={TABS} current={tab} onChoose={setTab}>
              {tab === 'joining' && <Joining cohort={cohort} reload={loaded.reload} />}
              {tab === 'members' && <MemberSection id={id} />}
              {tab === 'roster' && <RosterSection id={id} />}
              {tab === 'terms' && <TermsForm cohort={cohort} reload={loaded.reload} />}
              {tab === 'board' && <BoardSwitch cohort={cohort} reload={loaded.reload} />}
              {tab === 'webhooks' && <WebhookSection id={id} />}
            </Tabs>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function Joining({ cohort, reload }: Manage) {
  const { joinCode, joinOpen } = cohort.manage!;
  const isOpen = joinOpen && cohort.archivedAt === null;
  return (
    <div className="stack">
      <h2>Join link</h2>
      {!isOpen && (
        <Notice tone="fair">
          <p>Joining is closed: link and code let nobody in. Open it under “Terms”.</p>
        </Notice>
      )}
      <CopyText text={`${location.origin}/join/${joinCode}`} what="the join link" />
      <h2>Join code</h2>
      <CopyText text={joinCode.replaceAll(/(.{5})(?=.)/g, '$1-')} what="the join code" />
      <div className="row">
        <ConfirmButton
          kind="quiet"
          label="Take a new code"
          question="Take a new code?"
          action="Take a new one"
          onConfirm={async () => {
            await send(cohort, 'join-code');
            reload();
          }}
        >
          The link and code of now end at once. Members stay.
        </ConfirmButton>
      </div>
    </div>
  );
}

const send = ({ id }: CohortDetail, what: string) =>
  request(CohortDetail, `/cohorts/${id}/${what}`, { method: 'POST' });

function TermsForm({ cohort, reload }: Manage) {
  const form = useForm({
    initial: toDraft(cohort),
    schema: UpdateCohortRequest,
    toBody: (draft) => ({ ...toTerms(draft), joinOpen: draft.joinOpen, archived: draft.archived }),
    send: async (body) => {
      await request(CohortDetail, `/cohorts/${cohort.id}`, asJson('PATCH', body));
      announce('Saved');
      reload();
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h2>Terms</h2>
      <CohortFields form={form} />
      <CheckField form={form} name="joinOpen" label="Learners may join by link and code" />
      <CheckField
        form={form}
        name="archived"
        label="Archived"
        hint="It is over: nobody joins, and its terms hold no more. Its board stays."
      />
      <FormEnd form={form} label="Save" />
    </form>
  );
}

function BoardSwitch({ cohort, reload }: Manage) {
  const frozen = cohort.boardFrozenAt;
  const turn = (what: 'freeze' | 'thaw') => async () => {
    await send(cohort, `leaderboard/${what}`);
    announce(what === 'freeze' ? 'The board is frozen' : 'The board is live again');
    reload();
  };
  return (
    <div className="stack">
      <h2>Freeze and thaw</h2>
      {frozen === null ? (
        <>
          <p>The board is live. Frozen, learners see it as it is now, and you go on seeing it live.</p>
          <div className="row">
            <Button kind="quiet" onClick={() => void turn('freeze')()}>
              Freeze the board
            </Button>
          </div>
        </>
      ) : (
        <>
          <p>
            Frozen at <Moment at={frozen} />.
          </p>
          <div className="row">
            <Button kind="quiet" onClick={() => void turn('thaw')()}>
              Thaw the board
            </Button>
          </div>
        </>
      )}
      <p className="muted">Who sees it is decided under “Terms”.</p>
    </div>
  );
}
