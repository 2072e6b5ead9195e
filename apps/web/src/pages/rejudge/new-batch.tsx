import { useLocation } from 'wouter';
import { z } from 'zod';
import {
  CohortSummary,
  ExerciseList,
  ExerciseSlug,
  Outcome,
  pageOf,
  RejudgeBatch,
  RejudgeCount,
  RejudgeScope,
} from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { FormEnd, SelectField, TextField } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Failure, Notice } from '../../parts/notice.js';
import { useForm } from '../../parts/use-form.js';
import { countOf } from '../../parts/count-of.js';

const WHICH = [
  { value: 'all', label: 'All submissions' },
  { value: 'latest', label: 'The latest of each learner' },
  { value: 'best', label: 'The best of each learner' },
];
const VERSIONS = [
  { value: 'current', label: 'The current version of the exercise' },
  { value: 'own', label: 'The version each was judged on' },
];
const OUTCOMES = [
  { value: '', label: 'Any result' },
  ...Outcome.options.map((outcome) => ({ value: outcome, label: outcome.replaceAll('-', ' ') })),
];
const Cohorts = pageOf(CohortSummary);
/** No choice is no slug either, and wants other words. */
const ChosenScope = RejudgeScope.extend({
  exercise: z.string().min(1, 'choose an exercise').pipe(ExerciseSlug),
});
const BLANK = { exercise: '', cohort: '', which: 'all', version: 'current', outcomes: '', from: '', to: '' };

/** Asks what to judge again, and says how much that is before it is started. */
export function NewBatch() {
  const [, go] = useLocation();
  const exercises = useLoaded('exercises', (signal) => request(ExerciseList, '/exercises', { signal }));
  const cohorts = useLoaded('cohorts to rejudge', (signal) =>
    request(Cohorts, '/cohorts?limit=100', { signal }),
  );
  const taught =
    cohorts.state === 'ready' ? cohorts.value.items.filter(({ role }) => role !== 'learner') : [];
  const form = useForm({
    initial: BLANK,
    schema: ChosenScope,
    toBody: toScope,
    send: async (scope) => {
      const batch = await request(RejudgeBatch, '/rejudge-batches', asJson('POST', scope));
      go(`/desk/rejudge/${batch.id}`);
    },
  });
  return (
    <section aria-labelledby="new-batch">
      <h2 id="new-batch">New batch</h2>
      <WhenLoaded of={exercises} what="the exercises">
        {({ items }) => (
          <div className="card">
            <form className="stack" onSubmit={form.submit} noValidate>
              <SelectField
                form={form}
                name="exercise"
                label="Exercise"
                options={[
                  { value: '', label: 'Choose one' },
                  ...items.map(({ slug, title }) => ({ value: slug, label: title })),
                ]}
              />
              <SelectField
                form={form}
                name="cohort"
                label="Of whom"
                hint="Of a cohort: what its learners sent while it was open."
                options={[
                  { value: '', label: 'Everybody' },
                  ...taught.map(({ id, name }) => ({ value: id, label: `The cohort ${name}` })),
                ]}
              />
              <SelectField form={form} name="which" label="Which submissions" options={WHICH} />
              <SelectField form={form} name="outcomes" label="With the result" options={OUTCOMES} />
              <div className="grid-2">
                <TextField form={form} name="from" label="Sent from" type="date" />
                <TextField form={form} name="to" label="Until, that day included" type="date" />
              </div>
              <SelectField form={form} name="version" label="Judge on" options={VERSIONS} />
              <HowMuch scope={RejudgeScope.safeParse(toScope(form.values)).data} />
              <FormEnd form={form} label="Judge again" />
              <p className="muted">
                Workers judge these while no submission of a learner waits. Nobody’s result changes before you
                apply it.
              </p>
            </form>
          </div>
        )}
      </WhenLoaded>
    </section>
  );
}

/** How many submissions that is, as the form stands. */
function HowMuch({ scope }: { scope: RejudgeScope | undefined }) {
  const loaded = useLoaded(JSON.stringify(scope ?? null), (signal) =>
    scope === undefined
      ? Promise.resolve(null)
      : request(RejudgeCount, '/rejudge-batches/count', { ...asJson('POST', scope), signal }),
  );
  if (loaded.state === 'loading') return <Notice>Counting …</Notice>;
  if (loaded.state === 'failed') return <Failure error={loaded.error} />;
  const count = loaded.value;
  if (count === null) return <Notice>Choose an exercise to see how much that is.</Notice>;
  const tooMany = count.submissions > count.most;
  return (
    <div role="status">
      <Notice tone={count.submissions === 0 || tooMany ? 'fair' : 'plain'}>
        <p>
          <strong>
            {countOf(count.submissions, 'submission')} of {countOf(count.learners, 'learner')}
          </strong>
        </p>
        {tooMany && <p>A batch takes {count.most}: narrow the dates, or take one of each learner.</p>}
        {count.unjudged > 0 && (
          <p>{countOf(count.unjudged, 'submission')} more without a verdict yet: left out.</p>
        )}
      </Notice>
    </div>
  );
}

/** Dates are days of this browser; the last one counts whole. */
function toScope({ exercise, cohort, which, version, outcomes, from, to }: typeof BLANK) {
  return {
    exercise,
    ...(cohort === '' ? {} : { cohort }),
    which,
    version,
    outcomes: outcomes === '' ? [] : [outcomes],
    ...(from === '' ? {} : { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to === '' ? {} : { to: toNextDay(to) }),
  };
}

function toNextDay(day: string): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date.toISOString();
}
