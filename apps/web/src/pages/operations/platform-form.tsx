import { LtiPlatformRequest, type LtiPlatform } from '#contracts';
import { atField } from '../../parts/at-field.js';
import { Button } from '../../parts/button.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';

interface PlatformFormProps {
  readonly label: string;
  /** What is there already; a new one unless told. */
  readonly platform?: LtiPlatform;
  readonly save: (body: LtiPlatformRequest) => Promise<void>;
  readonly onCancel?: () => void;
}

const EMPTY = {
  name: '',
  issuer: '',
  clientId: '',
  authorizationUrl: '',
  tokenUrl: '',
  keysUrl: '',
  lineItemOrigin: '',
  deploymentIds: '',
};

const toDraft = ({ id: _id, createdAt: _at, deploymentIds, ...platform }: LtiPlatform) => ({
  ...platform,
  deploymentIds: deploymentIds.join(', '),
});

/** What the platform's own page says after Touchstone was registered there. */
export function PlatformForm({ label, platform, save, onCancel }: PlatformFormProps) {
  const form = useForm({
    initial: platform === undefined ? EMPTY : toDraft(platform),
    schema: LtiPlatformRequest,
    toBody: ({ deploymentIds, ...rest }) => ({
      ...rest,
      deploymentIds: deploymentIds.split(/[\s,]+/).filter(Boolean),
    }),
    send: async (body) => {
      await atField({ 'platform-taken': 'clientId' }, save(body));
      form.reset();
    },
  });
  const field = { form, autoComplete: 'off' };
  const address = { ...field, type: 'url', inputMode: 'url' } as const;
  return (
    <form className="stack" noValidate onSubmit={form.submit}>
      <TextField {...field} name="name" label="Name" hint="What learners know it by." />
      <div className="grid-2">
        <TextField
          {...field}
          name="issuer"
          label="Issuer"
          hint="Letter by letter as the platform writes it. Moodle: the address of the site."
        />
        <TextField {...field} name="clientId" label="Client ID" hint="What the platform calls this tool." />
        <TextField {...address} name="authorizationUrl" label="Authentication request URL" />
        <TextField {...address} name="tokenUrl" label="Access token URL" />
        <TextField {...address} name="keysUrl" label="Public keyset URL" />
        <TextField
          {...address}
          name="lineItemOrigin"
          label="Where its gradebook is"
          hint="Such as https://school.example. Scores go nowhere else."
        />
      </div>
      <TextField
        {...field}
        name="deploymentIds"
        label="Deployment IDs"
        hint="One, or several with commas between them."
      />
      <FormEnd form={form} label={label}>
        {onCancel && (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </FormEnd>
    </form>
  );
}
