/** Ends a start with a sentence for the user. */
export class UpFailure extends Error {
  override readonly name = 'UpFailure';
}

export function toMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(toMessage).join('; ');
  return error instanceof Error ? error.message : JSON.stringify(error);
}
