import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Me } from '#contracts';
import { asJson, send } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { OwnPassword, toProof } from './own-password.js';

export function DeleteAccount({ me }: { me: Me }) {
  const { forget } = useSession();
  const [, go] = useLocation();
  const [password, setPassword] = useState('');
  const remove = async () => {
    await send('/me', asJson('DELETE', toProof(me, password)));
    go('/', { replace: true });
    forget();
  };
  return (
    <div className="card stack">
      <p>
        Removes your account and everything of yours: submissions, verdicts, drafts, tokens, your places on
        boards. It cannot be undone. Download your data first if you want to keep it.
      </p>
      <div>
        <ConfirmButton
          label="Delete my account"
          question="Delete your account for good?"
          action="Delete everything"
          typed={me.alias}
          onConfirm={remove}
        >
          <div className="stack">
            <p>Everything of yours is removed at once, and nobody can bring it back.</p>
            <OwnPassword me={me} value={password} onChange={setPassword} />
          </div>
        </ConfirmButton>
      </div>
    </div>
  );
}
