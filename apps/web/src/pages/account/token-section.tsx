import { useState } from 'react';
import { z } from 'zod';
import { TokenSummary, type CreatedToken } from '#contracts';
import { request, send } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { CopyText } from '../../parts/copy-text.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Notice } from '../../parts/notice.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { TokenForm } from './token-form.js';

const TokenList = z.object({ items: z.array(TokenSummary) });

export function TokenSection() {
  const tokens = useLoaded('tokens', (signal) => request(TokenList, '/me/tokens', { signal }));
  const [created, setCreated] = useState<CreatedToken | null>(null);
  return (
    <div className="card stack">
      <p>
        A token lets the command line or a script act as you. It can submit and read what you can, and cannot
        change your account.
      </p>
      {created && (
        <Notice tone="good">
          <p role="status">
            <strong>{created.name}</strong> is made. Copy it now: it is shown this once.
          </p>
          <CopyText text={created.token} what="the token" />
        </Notice>
      )}
      <WhenLoaded of={tokens} what="your tokens">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">You have no tokens.</p>
          ) : (
            <TokenTable tokens={items} onDeleted={tokens.reload} />
          )
        }
      </WhenLoaded>
      <TokenForm
        onCreated={(token) => {
          setCreated(token);
          tokens.reload();
        }}
      />
    </div>
  );
}

function TokenTable({ tokens, onDeleted }: { tokens: readonly TokenSummary[]; onDeleted: () => void }) {
  const remove = async (id: string) => {
    await send(`/me/tokens/${id}`, { method: 'DELETE' });
    onDeleted();
  };
  return (
    <ScrollTable label="Your tokens">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Last used</th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map(({ id, name, lastUsedAt, expiresAt }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{lastUsedAt === null ? 'never' : <Moment at={lastUsedAt} withTime={false} />}</td>
            <td>
              <Moment at={expiresAt} withTime={false} />
            </td>
            <td>
              <ConfirmButton
                small
                label={
                  <>
                    Delete <span className="visually-hidden">{name}</span>
                  </>
                }
                question={`Delete the token ${name}?`}
                action="Delete it"
                onConfirm={() => remove(id)}
              >
                <p>Whatever uses it stops working at once.</p>
              </ConfirmButton>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
