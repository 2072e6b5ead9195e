import { CreatedToken, CreateTokenRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { FormEnd, SelectField, TextField } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';

export function TokenForm({ onCreated }: { onCreated: (token: CreatedToken) => void }) {
  const form = useForm({
    initial: { name: '', expiresInDays: '90' },
    schema: CreateTokenRequest,
    toBody: ({ name, expiresInDays }) => ({ name, expiresInDays: Number(expiresInDays) }),
    send: async (body) => {
      onCreated(await request(CreatedToken, '/me/tokens', asJson('POST', body)));
      form.reset();
    },
  });
  return (
    <form className="stack" noValidate onSubmit={form.submit}>
      <h3>Make a token</h3>
      <div className="grid-2">
        <TextField
          form={form}
          name="name"
          label="Name"
          autoComplete="off"
          hint="Where you will use it, such as “laptop”."
        />
        <SelectField
          form={form}
          name="expiresInDays"
          label="Good for"
          options={[
            { value: '7', label: 'a week' },
            { value: '30', label: '30 days' },
            { value: '90', label: '90 days' },
            { value: '365', label: 'a year' },
          ]}
        />
      </div>
      <FormEnd form={form} label="Make a token" kind="quiet" />
    </form>
  );
}
