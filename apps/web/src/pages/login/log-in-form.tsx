import { LoginRequest } from '#contracts';
import { useSession } from '../../api/session.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';

export function LogInForm() {
  const { login } = useSession();
  const form = useForm({
    initial: { email: '', password: '' },
    schema: LoginRequest,
    send: ({ email, password }) => login(email, password),
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <TextField form={form} name="email" label="E-mail" type="email" autoComplete="username" />
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
      />
      <FormEnd form={form} label="Log in" />
    </form>
  );
}
