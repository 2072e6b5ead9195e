import type { SandboxCheckName } from '#contracts';

/** What an operator decided about an engine that does not enforce everything, and how often it is tried again. */
export class GateSettings {
  constructor(
    /** Checks that may fail. */
    readonly accepted: readonly SandboxCheckName[],
    /** After a refusal: somebody has to mend something first. */
    readonly refusedWaitMs = 30_000,
    /** While the engine is away or an image is still being built. */
    readonly absentWaitMs = 3_000,
    /** The first quarantine; each one after it without a verdict between them is twice as long. */
    readonly quarantineMs = 30_000,
  ) {}
}
