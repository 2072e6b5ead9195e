import { WebhookEvent } from '#contracts';
import { TextField } from '../../../parts/fields.js';
import type { FormState } from '../../../parts/use-form.js';
import '../cohorts.css';
import { EVENT_WORDS } from './event-words.js';

/** Events are kept as text, in one field, by which their mistakes are found. */
export interface WebhookDraft extends Readonly<Record<string, string>> {
  readonly url: string;
  readonly events: string;
}

export const toEvents = (text: string): string[] => text.split(' ').filter(Boolean);

export function WebhookFields({ form }: { form: FormState<WebhookDraft> }) {
  const chosen = toEvents(form.values.events);
  const error = form.errors['events'];
  const toggle = (event: string, on: boolean) =>
    form.set('events', (on ? [...chosen, event] : chosen.filter((other) => other !== event)).join(' '));
  return (
    <>
      <TextField
        form={form}
        name="url"
        type="url"
        inputMode="url"
        label="Address"
        autoComplete="off"
        placeholder="https://example.org/hook"
        hint="Over https, on the public internet. Redirects are not followed."
      />
      <fieldset
        className="group"
        aria-describedby={error === undefined ? undefined : `${form.id}-events-error`}
      >
        <legend>Tell it when</legend>
        <div className="choices all">
          {WebhookEvent.options.map((event) => (
            <label key={event}>
              <input
                type="checkbox"
                checked={chosen.includes(event)}
                aria-invalid={error === undefined ? undefined : true}
                onChange={(change) => toggle(event, change.target.checked)}
              />
              <span>
                {EVENT_WORDS[event]} <code className="muted">{event}</code>
              </span>
            </label>
          ))}
        </div>
        {error !== undefined && (
          <p className="bad" id={`${form.id}-events-error`}>
            {error}
          </p>
        )}
      </fieldset>
    </>
  );
}
