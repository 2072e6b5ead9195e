import type { ProgramRuns } from '#exercise-catalog';
import type { ProofFacts } from './proof-ledger.js';

/** What a page about the catalogue tells of a proof. */
export function summariseProof(repeats: number, programs: readonly ProgramRuns[]): ProofFacts {
  const accepted = programs.filter(({ program }) => program.role === 'accepted').flatMap(({ runs }) => runs);
  const times = accepted.flatMap(({ usage }) => usage?.wallMs ?? []).sort((a, b) => a - b);
  return {
    repeats,
    programs: programs.length,
    tests: Math.max(0, ...accepted.map(({ tests }) => tests.length)),
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
  };
}
