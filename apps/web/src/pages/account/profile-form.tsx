import { Me, UpdateMeRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { atField } from '../../parts/at-field.js';
import { FormEnd, SelectField, TextField } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';

export function ProfileForm({ me }: { me: Me }) {
  const { refresh } = useSession();
  const form = useForm({
    initial: { displayName: me.displayName, alias: me.alias, boardVisibility: me.boardVisibility },
    schema: UpdateMeRequest,
    send: async (change) => {
      await atField({ 'alias-taken': 'alias' }, request(Me, '/me', asJson('PATCH', change)));
      await refresh();
      announce('Saved');
    },
  });
  const { displayName, alias } = form.values;
  const isSaved =
    displayName === me.displayName &&
    alias === me.alias &&
    form.values.boardVisibility === me.boardVisibility;
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <TextField
        form={form}
        name="displayName"
        label="Your name"
        autoComplete="name"
        hint="Your instructors see it beside your work."
      />
      <TextField
        form={form}
        name="alias"
        label="Alias"
        autoComplete="off"
        hint="Others see it on boards. Lower-case letters, digits and hyphens."
      />
      <SelectField
        form={form}
        name="boardVisibility"
        label="On boards I appear"
        options={[
          { value: 'alias', label: `under my alias: ${alias}` },
          { value: 'name', label: `under my name: ${displayName}` },
          { value: 'hidden', label: 'not at all' },
        ]}
        hint="It counts everywhere, on boards of the past and in what is exported from them. The instructors of your cohorts see your progress either way, for they teach you."
      />
      <FormEnd form={form} label="Save">
        {isSaved && <span className="muted">All of it is saved.</span>}
      </FormEnd>
    </form>
  );
}
