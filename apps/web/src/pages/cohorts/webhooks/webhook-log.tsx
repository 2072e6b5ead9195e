import { useState } from 'react';
import { WebhookDelivery, WebhookDeliveryPage } from '#contracts';
import { request } from '../../../api/client.js';
import { useAction } from '../../../api/use-action.js';
import { usePolled } from '../../../api/use-polled.js';
import { Button } from '../../../parts/button.js';
import { WhenLoaded } from '../../../parts/loaded.js';
import { Moment } from '../../../parts/moment.js';
import { Failure } from '../../../parts/notice.js';
import { Paging } from '../../../parts/paging.js';

const EVERY_MS = 2_000;

/** What was sent to a webhook, and what came of it; follows what is on its way. */
export function WebhookLog({ path, enabled }: { path: string; enabled: boolean }) {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({ limit: '20', ...(cursor === null ? {} : { cursor }) });
  const loaded = usePolled(
    `${path} log ${query}`,
    (signal) => request(WebhookDeliveryPage, `${path}/deliveries?${query}`, { signal }),
    () => (cursor === null ? EVERY_MS : null),
  );
  return (
    <section aria-label="Log" className="stack">
      <WhenLoaded of={loaded} what="the log">
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="muted">Nothing was sent of late.</p>}
            <ul className="webhooks">
              {items.map((delivery) => (
                <li key={delivery.id}>
                  <Delivery path={path} delivery={delivery} enabled={enabled} onSent={loaded.reload} />
                </li>
              ))}
            </ul>
            <Paging cursor={cursor} nextCursor={nextCursor} onGo={setCursor} />
          </>
        )}
      </WhenLoaded>
    </section>
  );
}

const STATES = {
  pending: { words: 'on its way', tone: 'badge busy' },
  delivered: { words: 'delivered', tone: 'badge good' },
  failed: { words: 'given up', tone: 'badge bad' },
} as const;

function Delivery({
  path,
  delivery,
  enabled,
  onSent,
}: {
  path: string;
  delivery: WebhookDelivery;
  enabled: boolean;
  onSent: () => void;
}) {
  const { id, type, state, tries, createdAt, nextTryAt, answer, error, body } = delivery;
  const {
    run,
    busy,
    error: failure,
  } = useAction(async () => {
    await request(WebhookDelivery, `${path}/deliveries/${id}/send-again`, { method: 'POST' });
    onSent();
  });
  const waits = state === 'pending' && tries > 0;
  return (
    <details>
      <summary>
        <code>{type}</code>{' '}
        <span className={STATES[state].tone}>{waits ? 'waits for its next try' : STATES[state].words}</span>{' '}
        <Moment at={createdAt} />
      </summary>
      <div className="stack">
        <p>
          {tries === 1 ? '1 try' : `${tries} tries`}
          {error !== null && `: ${error}`}
          {waits && nextTryAt !== null && (
            <>
              ; the next one <Moment at={nextTryAt} />
            </>
          )}
        </p>
        <p className="muted">
          <code>webhook-id</code> <code>{id}</code>
        </p>
        <pre tabIndex={0}>{JSON.stringify(JSON.parse(body), null, 2)}</pre>
        {answer !== null && answer !== '' && (
          <>
            <p>The answer began with</p>
            <pre tabIndex={0}>{answer}</pre>
          </>
        )}
        {failure && <Failure error={failure} />}
        {enabled && (
          <div className="row">
            <Button kind="quiet" small busy={busy} onClick={() => void run()}>
              Send it again
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
