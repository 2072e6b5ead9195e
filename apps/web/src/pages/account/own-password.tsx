import { useId } from 'react';
import type { Me } from '#contracts';

interface OwnPasswordProps {
  readonly me: Me;
  readonly value: string;
  readonly onChange: (password: string) => void;
}

/** Shows that it is the owner, in a question: by the password, or, where there is none, by a login of the last minutes. */
export function OwnPassword({ me, value, onChange }: OwnPasswordProps) {
  const id = useId();
  if (!me.hasPassword)
    return <p>You sign in with an account elsewhere: do so within ten minutes before this.</p>;
  return (
    <div className="field">
      <label htmlFor={id}>Your password</label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** What the API takes as that proof. */
export const toProof = (me: Me, password: string) => (me.hasPassword ? { password } : {});
