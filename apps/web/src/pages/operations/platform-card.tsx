import { useState } from 'react';
import { LtiPlatform } from '#contracts';
import { asJson, request, send } from '../../api/client.js';
import { Button } from '../../parts/button.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { Moment } from '../../parts/moment.js';
import { announce } from '../../shell/announcer.js';
import { PlatformForm } from './platform-form.js';

interface PlatformCardProps {
  readonly platform: LtiPlatform;
  readonly onChanged: () => void;
}

export function PlatformCard({ platform, onChanged }: PlatformCardProps) {
  const [editing, setEditing] = useState(false);
  const path = `/lti/platforms/${platform.id}`;
  if (editing) {
    return (
      <PlatformForm
        label="Save"
        platform={platform}
        onCancel={() => setEditing(false)}
        save={async (body) => {
          const { name } = await request(LtiPlatform, path, asJson('PUT', body));
          setEditing(false);
          announce(`${name} is saved`);
          onChanged();
        }}
      />
    );
  }
  const remove = async () => {
    await send(path, { method: 'DELETE' });
    announce(`${platform.name} is removed`);
    onChanged();
  };
  return (
    <div className="stack">
      <h2>{platform.name}</h2>
      <Facts platform={platform} />
      <div className="row">
        <Button kind="quiet" small onClick={() => setEditing(true)}>
          Edit <span className="visually-hidden">{platform.name}</span>
        </Button>
        <ConfirmButton
          small
          label={
            <>
              Remove <span className="visually-hidden">{platform.name}</span>
            </>
          }
          question={`Remove ${platform.name}?`}
          action="Remove it"
          onConfirm={remove}
        >
          <p>
            Learners can no longer come from it, and no score goes there any more. Their accounts and their
            work stay, but whoever has no password and no other linked account cannot get in to them. To
            change something, edit it instead.
          </p>
        </ConfirmButton>
      </div>
    </div>
  );
}

function Facts({ platform }: { platform: LtiPlatform }) {
  return (
    <dl className="facts-list">
      <dt>Issuer</dt>
      <dd>{platform.issuer}</dd>
      <dt>Client ID</dt>
      <dd>{platform.clientId}</dd>
      <dt>Deployments</dt>
      <dd>{platform.deploymentIds.join(', ')}</dd>
      <dt>Gradebook</dt>
      <dd>{platform.lineItemOrigin}</dd>
      <dt>Registered</dt>
      <dd>
        <Moment at={platform.createdAt} withTime={false} />
      </dd>
    </dl>
  );
}
