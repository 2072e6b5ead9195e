/** What a script learns from `touchstone`: accepted (or done), not accepted (or a mistake of the user's), not judged. */
export const EXIT_CODE = { ok: 0, notAccepted: 1, ourFault: 2, interrupted: 130 } as const;

/** Ends a command with a sentence for the user. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: number = EXIT_CODE.notAccepted,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
