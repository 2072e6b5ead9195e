/** What an author promises in `expect.yaml`, or in `exercise.yaml` about the starters. */
type Promised = 'starterFloor' | 'outcome' | 'fails' | 'message';

/** One thing that speaks against a proof, in words and with what it is about. */
export interface ProofProblem {
  /** The program it is about, or null when it is about the suite. */
  readonly program: string | null;
  readonly message: string;
  /** Id of the hidden test it is about, or null. */
  readonly test: string | null;
  /** The promise that does not hold, or null. */
  readonly promise: Promised | null;
}

export type Finding = Omit<ProofProblem, 'program'>;

export function finding(message: string, about: Partial<Omit<Finding, 'message'>> = {}): Finding {
  return { message, test: null, promise: null, ...about };
}
