import { useState } from 'react';
import { ChangePasswordRequest, type Me } from '#contracts';
import { asJson, send } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { atField } from '../../parts/at-field.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { Notice } from '../../parts/notice.js';
import { useForm } from '../../parts/use-form.js';

export function PasswordForm({ me }: { me: Me }) {
  const { refresh } = useSession();
  const [changed, setChanged] = useState(false);
  const form = useForm({
    initial: { currentPassword: '', newPassword: '' },
    schema: ChangePasswordRequest,
    toBody: ({ currentPassword, newPassword }) =>
      me.hasPassword ? { currentPassword, newPassword } : { newPassword },
    send: async (body) => {
      setChanged(false);
      await atField({ 'wrong-password': 'currentPassword' }, send('/me/password', asJson('POST', body)));
      form.reset();
      setChanged(true);
      await refresh();
    },
  });
  if (me.email === null) {
    return (
      <p className="card">
        You sign in with an account elsewhere, and there is no e-mail address here to log in with, so there is
        no password either.
      </p>
    );
  }
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      {!me.hasPassword && (
        <p>You sign in with an account elsewhere. With a password you could log in with {me.email}, too.</p>
      )}
      <input type="hidden" autoComplete="username" value={me.email} readOnly />
      {me.hasPassword && (
        <TextField
          form={form}
          name="currentPassword"
          label="Current password"
          type="password"
          autoComplete="current-password"
        />
      )}
      <TextField
        form={form}
        name="newPassword"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 10 characters. You stay logged in here and are logged out everywhere else; personal tokens go on working."
      />
      {changed && (
        <Notice tone="good">
          <p role="status">Your password is changed, and all your other sessions have ended.</p>
        </Notice>
      )}
      <FormEnd form={form} label={me.hasPassword ? 'Change password' : 'Set a password'} kind="quiet" />
    </form>
  );
}
