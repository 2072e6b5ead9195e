import { z } from 'zod';
import { ProofRole, ProofRow } from './candidate-proof.js';
import { CandidateState } from './http/candidate.js';
import { CandidateId } from './ids.js';

/** The job is a hint: it carries the id only, the row is the truth. */
export const ProofJob = z.object({ candidateId: CandidateId });
export type ProofJob = z.infer<typeof ProofJob>;

/**
 * What a watcher of a candidate is told, in order. Ids are `<attempt>-<number>`, as those of submissions. `proof-started`
 * begins anew: whatever was told of an earlier attempt is void.
 */
export const ProofEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('proof-started'),
    repeats: z.number().int(),
    programs: z.array(z.object({ program: z.string(), role: ProofRole })),
  }),
  /** Ids of the hidden tests, in the order of the suite. */
  z.object({ type: z.literal('tests'), tests: z.array(z.string()) }),
  z.object({ type: z.literal('run-started'), program: z.string(), repeat: z.number().int() }),
  /** One test of the run under way. */
  z.object({
    type: z.literal('cell'),
    program: z.string(),
    test: z.string(),
    status: z.enum(['passed', 'failed']),
    expected: z.boolean(),
  }),
  z.object({ type: z.literal('run-ended'), row: ProofRow }),
  /** Our fault: this attempt is void and another one follows. Never held against the exercise. */
  z.object({ type: z.literal('retrying'), reason: z.string() }),
  /** The last one: where the candidate is now. */
  z.object({ type: z.literal('settled'), state: CandidateState }),
]);
export type ProofEvent = z.infer<typeof ProofEvent>;
