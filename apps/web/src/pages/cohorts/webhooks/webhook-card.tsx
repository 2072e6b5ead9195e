import { useState } from 'react';
import { UpdateWebhookRequest, Webhook, WebhookDelivery, WebhookWithSecret } from '#contracts';
import { asJson, request, send } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { Button } from '../../../parts/button.js';
import { ConfirmButton } from '../../../parts/confirm-button.js';
import { FormEnd } from '../../../parts/fields.js';
import { Moment } from '../../../parts/moment.js';
import { Failure, Notice } from '../../../parts/notice.js';
import { useForm } from '../../../parts/use-form.js';
import { announce } from '../../../shell/announcer.js';
import { EVENT_WORDS } from './event-words.js';
import { toEvents, WebhookFields } from './webhook-fields.js';
import { WebhookLog } from './webhook-log.js';

interface WebhookCardProps {
  readonly path: string;
  readonly webhook: Webhook;
  readonly onChanged: () => void;
  readonly onSecret: (webhook: WebhookWithSecret) => void;
}

type Panel = 'form' | 'log' | null;

export function WebhookCard({ path, webhook, onChanged, onSecret }: WebhookCardProps) {
  const { url, events, enabled } = webhook;
  const [panel, setPanel] = useState<Panel>(null);
  const toggle = (which: Panel) => setPanel((before) => (before === which ? null : which));
  const turn = useAction(async () => {
    await request(Webhook, path, asJson('PATCH', { url, events, enabled: !enabled }));
    announce(enabled ? 'Switched off' : 'Switched on');
    onChanged();
  });
  const test = useAction(async () => {
    await request(WebhookDelivery, `${path}/test`, { method: 'POST' });
    announce('A test message is on its way');
    setPanel('log');
  });
  const error = turn.error ?? test.error;
  return (
    <article className="card stack" aria-label={url}>
      <WebhookFacts webhook={webhook} />
      {error && <Failure error={error} />}
      <div className="row">
        {enabled && (
          <Button kind="quiet" small busy={test.busy} onClick={() => void test.run()}>
            Send a test
          </Button>
        )}
        <Button kind="quiet" small aria-expanded={panel === 'log'} onClick={() => toggle('log')}>
          Log
        </Button>
        <Button kind="quiet" small aria-expanded={panel === 'form'} onClick={() => toggle('form')}>
          Change
        </Button>
        <Button kind="quiet" small busy={turn.busy} onClick={() => void turn.run()}>
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <ConfirmButton
          kind="quiet"
          small
          label="New secret"
          question="Take a new secret?"
          action="Take a new one"
          onConfirm={async () =>
            onSecret(await request(WebhookWithSecret, `${path}/secret`, { method: 'POST' }))
          }
        >
          <p>Messages are signed with both for a day, so that the receiver can change over.</p>
        </ConfirmButton>
        <ConfirmButton
          small
          label="Delete"
          question="Delete this webhook?"
          action="Delete it"
          onConfirm={async () => {
            await send(path, { method: 'DELETE' });
            onChanged();
          }}
        >
          <p>Nothing is sent to {url} any more, and its log goes with it.</p>
        </ConfirmButton>
      </div>
      {panel === 'form' && (
        <WebhookForm
          path={path}
          webhook={webhook}
          onSaved={() => {
            setPanel(null);
            onChanged();
          }}
        />
      )}
      {panel === 'log' && <WebhookLog path={path} enabled={enabled} />}
    </article>
  );
}

function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { url, events, enabled, trouble, pending, lastDeliveredAt, oldSecretUntil } = webhook;
  return (
    <>
      <h3>{url}</h3>
      {trouble !== null && (
        <Notice tone="bad">
          <p>
            {trouble === 'gone'
              ? 'It answered that it wants no more messages (410), so it was switched off.'
              : 'It took nothing for two days, so it was switched off. Mend the receiver, then switch it on again: what waits is sent then.'}
          </p>
        </Notice>
      )}
      <p className="facts">
        <span className={enabled ? 'badge good' : 'badge'}>{enabled ? 'on' : 'off'}</span>
        <span>
          {lastDeliveredAt === null ? (
            'nothing delivered yet'
          ) : (
            <>
              last delivered <Moment at={lastDeliveredAt} />
            </>
          )}
        </span>
        {pending > 0 && <span>{pending === 1 ? '1 message waits' : `${pending} messages wait`}</span>}
        {oldSecretUntil !== null && (
          <span>
            the old secret is good until <Moment at={oldSecretUntil} />
          </span>
        )}
      </p>
      <p className="muted">When {events.map((event) => EVENT_WORDS[event]).join('; ')}.</p>
    </>
  );
}

function WebhookForm({
  path,
  webhook,
  onSaved,
}: Pick<WebhookCardProps, 'path' | 'webhook'> & { onSaved: () => void }) {
  const form = useForm({
    initial: { url: webhook.url, events: webhook.events.join(' ') },
    schema: UpdateWebhookRequest,
    toBody: ({ url, events }) => ({ url, events: toEvents(events), enabled: webhook.enabled }),
    send: async (body) => {
      await request(Webhook, path, asJson('PATCH', body));
      announce('Saved');
      onSaved();
    },
  });
  return (
    <form className="stack" noValidate onSubmit={form.submit}>
      <WebhookFields form={form} />
      <FormEnd form={form} label="Save" />
    </form>
  );
}
