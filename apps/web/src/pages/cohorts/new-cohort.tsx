import { useLocation } from 'wouter';
import { CohortDetail, CreateCohortRequest } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { Button } from '../../parts/button.js';
import { FormEnd } from '../../parts/fields.js';
import { useForm } from '../../parts/use-form.js';
import { EMPTY_DRAFT, toTerms } from './cohort-draft.js';
import { CohortFields } from './cohort-fields.js';

/** For staff: the way to a cohort of one's own. */
export function TeachCard({ onMake }: { onMake: () => void }) {
  return (
    <div className="card stack">
      <h2>Teach a cohort</h2>
      <p>Choose a track or exercises, dates and terms; learners join by link, code or roster.</p>
      <div className="row">
        <Button onClick={onMake}>Make a cohort</Button>
      </div>
    </div>
  );
}

export function NewCohortForm({ onCancel }: { onCancel: () => void }) {
  const [, go] = useLocation();
  const form = useForm({
    initial: EMPTY_DRAFT,
    schema: CreateCohortRequest,
    toBody: toTerms,
    send: async (body) => {
      const { id } = await request(CohortDetail, '/cohorts', asJson('POST', body));
      go(`/cohorts/${id}/manage`);
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h2>New cohort</h2>
      <CohortFields form={form} />
      <FormEnd form={form} label="Make the cohort">
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </FormEnd>
    </form>
  );
}
