import { useState } from 'react';
import { LinkedProviders, LinkStart, SignInProviders, type LinkedProvider, type Me } from '#contracts';
import { asJson, request, send } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { announce } from '../../shell/announcer.js';
import { OwnPassword, toProof } from './own-password.js';

interface Links {
  readonly linked: readonly LinkedProvider[];
  /** With whom one could link yet. */
  readonly others: SignInProviders['items'];
}

/** Accounts elsewhere that open this one. Nothing where the operator set none up and none is linked. */
export function LinkedAccounts({ me }: { me: Me }) {
  const links = useLoaded('links', loadLinks);
  if (links.state === 'ready' && links.value.linked.length + links.value.others.length === 0) return null;
  return (
    <>
      <h2>Accounts elsewhere</h2>
      <div className="card stack">
        <p>With a linked account you sign in here without a password. Linking shares nothing of your work.</p>
        <WhenLoaded of={links} what="your linked accounts">
          {(found) => <LinkTable {...found} me={me} onUnlinked={links.reload} />}
        </WhenLoaded>
      </div>
    </>
  );
}

async function loadLinks(signal: AbortSignal): Promise<Links> {
  const [linked, providers] = await Promise.all([
    request(LinkedProviders, '/me/identities', { signal }),
    request(SignInProviders, '/auth/providers', { signal }),
  ]);
  const isLinked = (id: string) => linked.items.some((one) => one.id === id);
  return { linked: linked.items, others: providers.items.filter(({ id }) => !isLinked(id)) };
}

function LinkTable({ linked, others, me, onUnlinked }: Links & { me: Me; onUnlinked: () => void }) {
  return (
    <ScrollTable label="Accounts elsewhere">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col">Linked</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {linked.map((provider) => (
          <tr key={provider.id}>
            <th scope="row">{provider.name}</th>
            <td>
              since <Moment at={provider.linkedAt} withTime={false} />
              {!provider.open && <span className="fair">, switched off by the operator</span>}
            </td>
            <td className="end">
              <UnlinkButton provider={provider} me={me} onUnlinked={onUnlinked} />
            </td>
          </tr>
        ))}
        {others.map((provider) => (
          <tr key={provider.id}>
            <th scope="row">{provider.name}</th>
            <td className="muted">not linked</td>
            <td className="end">
              <LinkButton {...provider} me={me} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function LinkButton({ id, name, me }: SignInProviders['items'][number] & { me: Me }) {
  const [password, setPassword] = useState('');
  const link = async () => {
    const { url } = await request(LinkStart, `/me/identities/${id}`, asJson('POST', toProof(me, password)));
    // Leaves the page: the provider asks there, and sends the browser back.
    window.location.assign(url);
  };
  return (
    <ConfirmButton
      small
      kind="quiet"
      label={
        <>
          Link <span className="visually-hidden">{name}</span>
        </>
      }
      question={`Link your account at ${name}?`}
      action={`Go to ${name}`}
      onConfirm={link}
    >
      <div className="stack">
        <p>
          Whoever signs in to your account there gets in here too. {name} asks you next, and sends you back.
        </p>
        <OwnPassword me={me} value={password} onChange={setPassword} />
      </div>
    </ConfirmButton>
  );
}

interface UnlinkButtonProps {
  readonly provider: LinkedProvider;
  readonly me: Me;
  readonly onUnlinked: () => void;
}

function UnlinkButton({ provider: { id, name }, me, onUnlinked }: UnlinkButtonProps) {
  const [password, setPassword] = useState('');
  const unlink = async () => {
    await send(`/me/identities/${id}`, asJson('DELETE', toProof(me, password)));
    announce(`${name} is unlinked`);
    onUnlinked();
  };
  return (
    <ConfirmButton
      small
      label={
        <>
          Unlink <span className="visually-hidden">{name}</span>
        </>
      }
      question={`Unlink your account at ${name}?`}
      action="Unlink it"
      onConfirm={unlink}
    >
      <div className="stack">
        <p>
          You can no longer sign in here with it
          {id.startsWith('lti:') && ', and no score goes there any more'}. You can link it again.
        </p>
        <OwnPassword me={me} value={password} onChange={setPassword} />
      </div>
    </ConfirmButton>
  );
}
