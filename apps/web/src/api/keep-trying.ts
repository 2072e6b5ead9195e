export const RETRY_AFTER_MS = 1_000;

/** Does it again and again while the server cannot be reached or is in trouble. @throws what will not get better */
export async function keepTrying<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isFinal(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  }
}

/** 4xx answers will not get better by trying again; anything else may. */
export function isFinal(error: unknown): boolean {
  const status = (error as { status?: number }).status ?? 0;
  return status >= 400 && status < 500 && status !== 429;
}
