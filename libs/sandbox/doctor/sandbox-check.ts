import type { SandboxCheckName } from '#contracts';

/** One limit of the sandbox, tried on an engine. */
export interface SandboxCheck {
  readonly check: SandboxCheckName;
  readonly ok: boolean;
  readonly expected: string;
  readonly seen: string;
}

/** What came of trying the limit `check`. */
export type Finding = Omit<SandboxCheck, 'check'>;
