import { PlatformStatus, SetModeRequest, type Operations, type PlatformMode } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { FormEnd, SelectField, TextField } from '../../parts/fields.js';
import { Moment } from '../../parts/moment.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';

const MODES: readonly { readonly value: PlatformMode; readonly label: string }[] = [
  { value: 'normal', label: 'Normal' },
  { value: 'draining', label: 'Draining, a pause: workers finish and take nothing new; submissions wait' },
  { value: 'maintenance', label: 'Maintenance: no submissions are accepted; what waits is judged' },
];

interface ModeFormProps {
  readonly status: Operations['status'];
  readonly running: number;
  readonly onChange: () => void;
}

/** What the operator wants of the whole platform. */
export function ModeForm({ status, running, onChange }: ModeFormProps) {
  const form = useForm({
    initial: { mode: status.mode, line: status.line ?? '' },
    schema: SetModeRequest,
    toBody: ({ mode, line }) => ({ mode, ...(line.trim() === '' ? {} : { line }) }),
    send: async (body) => {
      const { mode } = await request(PlatformStatus, '/operations/mode', asJson('PUT', body));
      announce(`The platform is in mode ${mode} now.`);
      onChange();
    },
  });
  return (
    <section aria-labelledby="mode">
      <h2 id="mode">Mode</h2>
      <div className="card">
        <form className="stack" onSubmit={form.submit} noValidate>
          <p className="muted">
            <strong>{status.mode}</strong> since <Moment at={status.since} />
            {status.changedBy !== null && `, by ${status.changedBy.displayName}`}.
            {status.mode === 'draining' &&
              (running === 0 ? ' Nothing runs any more.' : ` ${running} still run.`)}
          </p>
          <SelectField form={form} name="mode" label="The platform is to be in mode" options={MODES} />
          <TextField
            form={form}
            name="line"
            label="A line for everybody"
            hint="Shown on every page until you take it away: what happens, and until when."
            maxLength={200}
          />
          <FormEnd form={form} label="Set" />
        </form>
      </div>
    </section>
  );
}
