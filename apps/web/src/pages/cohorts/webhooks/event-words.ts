import type { WebhookEvent } from '#contracts';

/** When each event happens, as a form says it. */
export const EVENT_WORDS: Readonly<Record<WebhookEvent, string>> = {
  'submission.judged': 'a submission is judged',
  'member.joined': 'a learner joins',
  'member.left': 'a learner leaves',
  'board.frozen': 'the board is frozen',
  'board.thawed': 'the board is thawed',
  'rejudge.applied': 'a batch of rejudged results is applied',
};
