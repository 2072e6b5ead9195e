import { PlatformFault } from '#contracts';

/** Whatever broke on our side, as the fault it is told and stored as. */
export function toFault(error: unknown): PlatformFault {
  if (error instanceof PlatformFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PlatformFault('internal', message, { cause: error });
}
