import { useId, useState } from 'react';
import { AccountSummary, Role } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { announce } from '../../shell/announcer.js';

const MEANINGS: Readonly<Record<Role, string>> = {
  learner: 'works on exercises, alone and in cohorts',
  instructor: 'also writes exercises, teaches cohorts, and reads every submission',
  admin: 'also runs the platform and gives roles',
};

interface RoleButtonProps {
  readonly account: AccountSummary;
  readonly onChanged: () => void;
}

/** Asks for another role of somebody, and says what each may do. */
export function RoleButton({ account: { id, displayName, role }, onChanged }: RoleButtonProps) {
  const { me, refresh } = useSession();
  const [chosen, setChosen] = useState<Role>(role);
  const group = useId();
  const save = async () => {
    const { role: given } = await request(
      AccountSummary,
      `/accounts/${id}/role`,
      asJson('PUT', { role: chosen }),
    );
    announce(`${displayName} is ${given} now`);
    // Who gives up being an admin is led away from here by the gate.
    if (me?.id === id) await refresh();
    onChanged();
  };
  return (
    <ConfirmButton
      kind="quiet"
      small
      label={
        <>
          Change <span className="visually-hidden">the role of {displayName}</span>
        </>
      }
      question={`What may ${displayName} do?`}
      action="Change it"
      onConfirm={save}
    >
      <fieldset className="group">
        <legend>Role</legend>
        <div className="stack">
          {Role.options.map((option) => (
            <label key={option} className="row role-choice">
              <input
                type="radio"
                name={group}
                value={option}
                checked={option === chosen}
                onChange={() => setChosen(option)}
              />
              <span>
                <strong>{option}</strong>: {MEANINGS[option]}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <p className="muted">It holds at once, and is written down with your name.</p>
    </ConfirmButton>
  );
}
