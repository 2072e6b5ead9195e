import { ExerciseList, TrackList } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { SelectField, TextAreaField, TextField } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import type { FormState } from '../../parts/use-form.js';
import './cohorts.css';
import { toSlugs, type CohortDraft } from './cohort-draft.js';

type Fields = { readonly form: FormState<CohortDraft> };

/** Everything about a cohort that an instructor decides. */
export function CohortFields({ form }: Fields) {
  return (
    <>
      <TextField form={form} name="name" label="Name" autoComplete="off" maxLength={60} />
      <TextAreaField
        form={form}
        name="summary"
        label="Summary"
        rows={2}
        hint="What it is about, for its learners."
      />
      <Curriculum form={form} />
      <fieldset className="group">
        <legend>Dates</legend>
        <div className="grid-2">
          <TextField
            form={form}
            name="startsAt"
            type="datetime-local"
            label="Starts"
            hint="Earlier work does not count."
          />
          <TextField form={form} name="dueAt" type="datetime-local" label="Due" hint="Later work is late." />
          <TextField
            form={form}
            name="closesAt"
            type="datetime-local"
            label="Closes"
            hint="Later work does not count."
          />
          <TextField
            form={form}
            name="latePenaltyPercent"
            inputMode="numeric"
            label="Late work loses (percent)"
            hint="Empty: nothing. 100: it does not count."
          />
        </div>
      </fieldset>
      <fieldset className="group">
        <legend>Attempts at each exercise</legend>
        <div className="grid-2">
          <TextField
            form={form}
            name="attemptCap"
            inputMode="numeric"
            label="At most"
            hint="Empty: as many as they like."
          />
          <TextField
            form={form}
            name="coolDownMinutes"
            inputMode="numeric"
            label="Minutes between two"
            hint="Empty: none."
          />
        </div>
      </fieldset>
      <SelectField
        form={form}
        name="feedbackRelease"
        label="Feedback"
        options={[
          { value: 'exercise', label: 'as each exercise says' },
          { value: 'after-due', label: 'nothing but counts until the due date' },
        ]}
      />
      <SelectField
        form={form}
        name="boardMode"
        label="Who sees the board"
        options={[
          { value: 'off', label: 'nobody' },
          { value: 'staff', label: 'those who teach' },
          { value: 'cohort', label: 'the members' },
          { value: 'public', label: 'everybody, also without an account' },
        ]}
      />
    </>
  );
}

function Curriculum({ form }: Fields) {
  const tracks = useLoaded('tracks', (signal) => request(TrackList, '/tracks', { signal }));
  return (
    <WhenLoaded of={tracks} what="the tracks">
      {({ items }) => (
        <>
          <SelectField
            form={form}
            name="track"
            label="Works through"
            options={[
              { value: '', label: 'chosen exercises' },
              ...items.map(({ slug, title }) => ({ value: slug, label: `the track ${title}` })),
            ]}
          />
          {form.values.track === '' && <ExerciseChoice form={form} />}
        </>
      )}
    </WhenLoaded>
  );
}

function ExerciseChoice({ form }: Fields) {
  const loaded = useLoaded('exercises', (signal) => request(ExerciseList, '/exercises', { signal }));
  const chosen = toSlugs(form.values.exercises);
  const error = form.errors['exercises'];
  const toggle = (slug: string, on: boolean) =>
    form.set('exercises', (on ? [...chosen, slug] : chosen.filter((other) => other !== slug)).join(' '));
  return (
    <fieldset
      className="group"
      aria-describedby={error === undefined ? undefined : `${form.id}-choice-error`}
    >
      <legend>Exercises</legend>
      <WhenLoaded of={loaded} what="the exercises">
        {({ items }) => (
          <div className="choices">
            {items.map(({ slug, title }) => (
              <label key={slug}>
                <input
                  type="checkbox"
                  checked={chosen.includes(slug)}
                  aria-invalid={error === undefined ? undefined : true}
                  onChange={(event) => toggle(slug, event.target.checked)}
                />
                {title}
              </label>
            ))}
          </div>
        )}
      </WhenLoaded>
      {error !== undefined && (
        <p className="bad" id={`${form.id}-choice-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
