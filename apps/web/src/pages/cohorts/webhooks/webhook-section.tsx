import { useState } from 'react';
import { CreateWebhookRequest, WebhookWithSecret, Webhooks } from '#contracts';
import { asJson, request } from '../../../api/client.js';
import { useLoaded } from '../../../api/use-loaded.js';
import { CopyText } from '../../../parts/copy-text.js';
import { FormEnd } from '../../../parts/fields.js';
import { WhenLoaded } from '../../../parts/loaded.js';
import { Notice } from '../../../parts/notice.js';
import { useForm } from '../../../parts/use-form.js';
import { toEvents, WebhookFields } from './webhook-fields.js';
import { WebhookCard } from './webhook-card.js';

/** The endpoints of other systems that a cohort tells what happens in it. */
export function WebhookSection({ id }: { id: string }) {
  const loaded = useLoaded(`webhooks ${id}`, (signal) =>
    request(Webhooks, `/cohorts/${id}/webhooks`, { signal }),
  );
  const [shown, setShown] = useState<WebhookWithSecret | null>(null);
  const show = (webhook: WebhookWithSecret) => {
    setShown(webhook);
    loaded.reload();
  };
  return (
    <div className="stack">
      <h2>Webhooks</h2>
      <p>
        Other systems can be told what happens here: a chat, a gradebook, a dashboard. Messages are signed as{' '}
        <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it, and tried for two days.
      </p>
      {shown && (
        <Notice tone="good">
          <p role="status">
            Copy the secret for <strong>{shown.url}</strong> now: it is shown this once.
          </p>
          <CopyText text={shown.secret} what="the secret" />
        </Notice>
      )}
      <WhenLoaded of={loaded} what="the webhooks">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">There are none yet.</p>
          ) : (
            <ul className="webhooks">
              {items.map((webhook) => (
                <li key={webhook.id}>
                  <WebhookCard
                    path={`/cohorts/${id}/webhooks/${webhook.id}`}
                    webhook={webhook}
                    onChanged={loaded.reload}
                    onSecret={show}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </WhenLoaded>
      <NewWebhook id={id} onCreated={show} />
    </div>
  );
}

function NewWebhook({ id, onCreated }: { id: string; onCreated: (webhook: WebhookWithSecret) => void }) {
  const form = useForm({
    initial: { url: '', events: 'submission.judged' },
    schema: CreateWebhookRequest,
    toBody: ({ url, events }) => ({ url, events: toEvents(events) }),
    send: async (body) => {
      onCreated(await request(WebhookWithSecret, `/cohorts/${id}/webhooks`, asJson('POST', body)));
      form.reset();
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h3>Add a webhook</h3>
      <WebhookFields form={form} />
      <FormEnd form={form} label="Add" kind="quiet" />
    </form>
  );
}
