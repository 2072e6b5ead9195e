import { z } from 'zod';

/** Of one program and one test over all its runs. `unstable`: not the same each time. */
export const ProofMark = z.enum(['passed', 'failed', 'not-run', 'unstable']);
export type ProofMark = z.infer<typeof ProofMark>;

export const ProofRole = z.enum(['starter', 'accepted', 'rejected']);
export type ProofRole = z.infer<typeof ProofRole>;

/** A program of the author's and what it came to so far: `runs` is 0 and the rest empty until its first run has ended. */
export const ProofRow = z.object({
  /** `node/rejected/forgets-expiry`, `python/starter`. */
  program: z.string(),
  role: ProofRole,
  runs: z.number().int(),
  outcome: z.string().nullable(),
  score: z.number().nullable(),
  /** The outcome is the one that the author promised. */
  expected: z.boolean(),
  /** In the order of the matrix's tests. */
  cells: z.array(z.object({ mark: ProofMark, expected: z.boolean() })),
});
export type ProofRow = z.infer<typeof ProofRow>;

/** Program × hidden test. */
export const ProofMatrix = z.object({ tests: z.array(z.string()), rows: z.array(ProofRow) });
export type ProofMatrix = z.infer<typeof ProofMatrix>;

/** How far the runs of a proof are. */
export const ProofProgress = z.object({ repeats: z.number().int(), matrix: ProofMatrix });
export type ProofProgress = z.infer<typeof ProofProgress>;

/** What the runs of an exercise's own programs came to. */
export const ProofReport = ProofProgress.extend({
  proven: z.boolean(),
  tookMs: z.number().int(),
  /** What is missing for a proof, each with the place in the folder where it can be mended. */
  problems: z.array(
    z.object({
      program: z.string().nullable(),
      test: z.string().nullable(),
      message: z.string(),
      file: z.string(),
      line: z.number().int(),
      column: z.number().int(),
    }),
  ),
  /** Hidden tests that no rejected solution fails. */
  unproven: z.array(z.string()),
  /** Programs whose runs came to different things. */
  flaky: z.array(z.string()),
  /** The most that any accepted solution used of each limit. */
  headRoom: z.array(
    z.object({
      limit: z.enum(['test time', 'wall time', 'memory']),
      used: z.number(),
      allowed: z.number(),
      unit: z.enum(['ms', 'MiB']),
      share: z.number(),
      by: z.string(),
    }),
  ),
});
export type ProofReport = z.infer<typeof ProofReport>;
