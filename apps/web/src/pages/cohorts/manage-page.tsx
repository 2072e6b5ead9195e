import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { CohortDetail, UpdateCohortRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Button } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { CopyText } from '../../parts/copy-text.js';
import { CheckField, FormEnd } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Tabs } from '../../parts/tabs.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';
import { BoardTab } from './board-tab.js';
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

const findNamedTab = (): string | undefined => TABS.find(({ id }) => location.hash === `#${id}`)?.id;

/** `#webhooks` leads to the tab of this name, and the address follows the tab. */
function useNamedTab(): [string, (chosen: string) => void] {
  const [tab, setTab] = useState(() => findNamedTab() ?? 'joining');
  useEffect(() => {
    const follow = () => setTab((current) => findNamedTab() ?? current);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const choose = (chosen: string) => {
    history.replaceState(history.state, '', `#${chosen}`);
    setTab(chosen);
  };
  return [tab, choose];
}

/** A cohort for those who teach it. */
export function ManageCohortPage({ id }: { id: string }) {
  const [tab, choose] = useNamedTab();
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
            <Tabs label="What to manage" tabs={TABS} current={tab} onChoose={choose}>
              {tab === 'joining' && (
                <Joining cohort={cohort} reload={loaded.reload} onTerms={() => choose('terms')} />
              )}
              {tab === 'members' && <MemberSection id={id} />}
              {tab === 'roster' && <RosterSection id={id} />}
              {tab === 'terms' && <TermsForm cohort={cohort} reload={loaded.reload} />}
              {tab === 'board' && <BoardTab cohort={cohort} reload={loaded.reload} />}
              {tab === 'webhooks' && <WebhookSection id={id} />}
            </Tabs>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

function Joining({ cohort, reload, onTerms }: Manage & { onTerms: () => void }) {
  const { joinCode, joinOpen } = cohort.manage!;
  const isOpen = joinOpen && cohort.archivedAt === null;
  return (
    <div className="stack">
      <h2>Join link</h2>
      {!isOpen && (
        <Notice tone="fair">
          <p>Joining is closed: link and code let nobody in.</p>
          <Button kind="quiet" small onClick={onTerms}>
            Open it in the terms
          </Button>
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
            await request(CohortDetail, `/cohorts/${cohort.id}/join-code`, { method: 'POST' });
            reload();
          }}
        >
          The link and code of now end at once. Members stay.
        </ConfirmButton>
      </div>
    </div>
  );
}

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
      <FormEnd form={form} label="Save" done="Saved" />
    </form>
  );
}
