import { Refusal } from '#contracts';

/** For whoever asks for a board that is not counted yet. */
export const notReady = () =>
  new Refusal('board-not-ready', 'The board is being counted. Try again in a moment.', {
    retryAfterSeconds: 2,
  });
