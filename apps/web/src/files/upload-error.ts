/** An upload that is not taken, with the sentence for the learner. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
}
