import { RegisterRequest } from '#contracts';
import { useSession } from '../../api/session.js';
import { atField } from '../../parts/at-field.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';

export function RegisterForm() {
  const { register } = useSession();
  const form = useForm({
    initial: { displayName: '', email: '', password: '' },
    schema: RegisterRequest,
    send: ({ displayName, email, password }) =>
      atField({ 'email-taken': 'email' }, register(email, password, displayName)),
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <TextField
        form={form}
        name="displayName"
        label="Your name"
        autoComplete="name"
        hint="For you and your instructors. On boards you appear under an alias, unless you choose otherwise."
      />
      <TextField form={form} name="email" label="E-mail" type="email" autoComplete="username" />
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 10 characters. A few words are easier to remember than signs."
      />
      <FormEnd form={form} label="Make an account" />
    </form>
  );
}
