import type { PlatformFault, Verdict } from '#contracts';

/** The verdict of a submission that the platform failed to judge after its last attempt: unscored, uncharged. */
export function systemErrorVerdict(
  fault: PlatformFault,
  provenance: Pick<Verdict['provenance'], 'exerciseVersion' | 'seed'>,
): Verdict {
  return {
    outcome: 'system-error',
    score: null,
    cause: 'Touchstone could not judge this submission. This was our fault, not yours.',
    nextStep: `It cost you nothing. Submit again later; if it happens again, tell your operator the code “${fault.code}”.`,
    limits: [],
    groups: [],
    tests: [],
    usage: null,
    buildOutput: '',
    logTail: '',
    provenance: { ...provenance, runnerVersion: '', images: {} },
  };
}
