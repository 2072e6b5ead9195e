import { LoginRequest } from '#contracts';
import { atField } from '../../parts/at-field.js';
import { ButtonLink } from '../../parts/button.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { Page } from '../../parts/page.js';
import { useForm } from '../../parts/use-form.js';

interface ProvePasswordFormProps {
  readonly email: string;
  readonly provider: string;
  readonly prove: (password: string) => Promise<void>;
}

/** There is an account with this address: whoever proves that it is theirs has both ways in from now on. */
export function ProvePasswordForm({ email, provider, prove }: ProvePasswordFormProps) {
  const form = useForm({
    initial: { password: '' },
    schema: LoginRequest.pick({ password: true }),
    send: ({ password }) => atField({ 'wrong-credentials': 'password' }, prove(password)),
  });
  return (
    <Page title="Is this your account?" width="narrow">
      <form className="card stack" noValidate onSubmit={form.submit}>
        <p>
          There is already an account for <strong>{email}</strong>. Write its password once; from then on you
          can sign in with {provider} too.
        </p>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <TextField
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
        />
        <FormEnd form={form} label="It is mine">
          <ButtonLink href="/login" kind="quiet">
            Cancel
          </ButtonLink>
        </FormEnd>
      </form>
    </Page>
  );
}
