import { RejudgeBatchDetail, type ApplyRejudgeRequest, type RejudgeSummary } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { countOf } from '../../parts/count-of.js';

interface DecideProps {
  readonly id: string;
  readonly summary: RejudgeSummary;
  readonly onChange: () => void;
}

/** Apply, with or without what would be lower, or discard: each names what will happen. */
export function DecideBatch({ id, summary, onChange }: DecideProps) {
  const apply = (lowers: ApplyRejudgeRequest['lowers']) => async () => {
    await request(RejudgeBatchDetail, `/rejudge-batches/${id}/apply`, asJson('POST', { lowers }));
    onChange();
  };
  const { higher, lower, outcome, same, learnersDown, learnersUp } = summary;
  const harmless = higher + outcome + same;
  return (
    <div className="row">
      {harmless > 0 && (
        <ConfirmButton
          label={lower === 0 ? 'Apply' : 'Apply without lowering anybody'}
          question={`Apply ${countOf(harmless, 'result')}?`}
          action="Apply"
          kind="primary"
          onConfirm={apply('keep')}
        >
          <p>
            {countOf(learnersUp, 'learner')} would have a better best result.
            {lower > 0 && ` ${countOf(lower, 'result')} would be lower: they stay as they are.`} The time of
            submission does not move. This cannot be undone.
          </p>
        </ConfirmButton>
      )}
      {lower > 0 && (
        <ConfirmButton
          label="Apply all, also what is lower"
          question={`Lower ${countOf(lower, 'result')}?`}
          action={`Apply and lower ${lower}`}
          typed="lower"
          onConfirm={apply('lower')}
        >
          <p>
            The best result of <strong>{countOf(learnersDown, 'learner')}</strong> would fall, and{' '}
            {countOf(lower, 'result')} in all would be lower than before. This cannot be undone.
          </p>
        </ConfirmButton>
      )}
      <DiscardButton id={id} onChange={onChange} label="Discard" />
    </div>
  );
}

export function DiscardButton({ id, label, onChange }: { id: string; label: string; onChange: () => void }) {
  const discard = async () => {
    await request(RejudgeBatchDetail, `/rejudge-batches/${id}/discard`, { method: 'POST' });
    onChange();
  };
  return (
    <ConfirmButton label={label} question="Discard this batch?" action="Discard" onConfirm={discard}>
      <p>Everybody’s results stay as they are. What was found is deleted; that there was a batch is kept.</p>
    </ConfirmButton>
  );
}
