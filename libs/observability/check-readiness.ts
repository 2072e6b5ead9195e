export interface ReadinessCheck {
  readonly ok: boolean;
  readonly durationMs: number;
  /** What failed, for operators; never shown to the public with more than `ok`. */
  readonly error?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
}

export type Probe = () => Promise<unknown>;

/** Asks everything a process depends on, side by side; what has not answered in time is not ready. Never rejects. */
export async function checkReadiness(
  probes: Readonly<Record<string, Probe>>,
  deadlineMs = 2_000,
): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await check(probe, deadlineMs)] as const),
  );
  return { ready: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
}

async function check(probe: Probe, deadlineMs: number): Promise<ReadinessCheck> {
  const startedAt = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    await Promise.race([Promise.resolve().then(probe), tooLate]);
    return { ok: true, durationMs: elapsedMs() };
  } catch (error) {
    return {
      ok: false,
      durationMs: elapsedMs(),
      error: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}
