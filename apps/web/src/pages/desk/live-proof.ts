import type { ProofEvent, ProofMark, ProofProgress, ProofRow } from '#contracts';

interface Cell {
  readonly mark: ProofMark;
  readonly expected: boolean;
}

/** A row of the matrix while it fills: a cell is null until its test has run once. */
export interface LiveRow extends Omit<ProofRow, 'cells'> {
  readonly cells: readonly (Cell | null)[];
}

export interface LiveMatrix {
  readonly tests: readonly string[];
  readonly rows: readonly LiveRow[];
}

/** A proof as it is told. */
export interface LiveProof {
  readonly repeats: number;
  readonly matrix: LiveMatrix;
  readonly running: { readonly program: string; readonly repeat: number } | null;
  /** Something broke on our side; what was told so far is void. */
  readonly trouble: string | null;
}

export const NO_PROOF: LiveProof = {
  repeats: 0,
  matrix: { tests: [], rows: [] },
  running: null,
  trouble: null,
};

type Told = ProofEvent | { readonly type: 'snapshot'; readonly progress: ProofProgress };

/** Telling the same twice changes nothing, so a stream may begin before what the page has loaded. */
export function takeProofEvent(proof: LiveProof, event: Told): LiveProof {
  switch (event.type) {
    case 'snapshot':
      return { ...NO_PROOF, ...event.progress };
    case 'proof-started':
      return {
        ...NO_PROOF,
        repeats: event.repeats,
        matrix: { tests: [], rows: event.programs.map(({ program, role }) => toNewRow(program, role)) },
      };
    case 'tests':
      return { ...proof, matrix: { ...proof.matrix, tests: event.tests } };
    case 'run-started':
      return { ...proof, running: { program: event.program, repeat: event.repeat } };
    case 'cell':
      return withRow(proof, event.program, (row) => takeCell(row, proof.matrix.tests, event));
    case 'run-ended':
      return withRow(proof, event.row.program, () => event.row);
    case 'retrying':
      return { ...proof, running: null, trouble: event.reason };
    case 'settled':
      return { ...proof, running: null };
  }
}

/** How many runs have ended, and how many there will be. */
export function countRuns({ matrix, repeats }: LiveProof): { done: number; total: number } {
  return { done: matrix.rows.reduce((sum, { runs }) => sum + runs, 0), total: matrix.rows.length * repeats };
}

function toNewRow(program: string, role: ProofRow['role']): LiveRow {
  return { program, role, runs: 0, outcome: null, score: null, expected: true, cells: [] };
}

function withRow(proof: LiveProof, program: string, change: (row: LiveRow) => LiveRow): LiveProof {
  const rows = proof.matrix.rows.map((row) => (row.program === program ? change(row) : row));
  return { ...proof, matrix: { ...proof.matrix, rows } };
}

function takeCell(
  row: LiveRow,
  tests: readonly string[],
  { test, status, expected }: Extract<ProofEvent, { type: 'cell' }>,
): LiveRow {
  const cells = tests.map((id, index) => {
    const before = row.cells[index] ?? null;
    if (id !== test) return before;
    const isSame = before === null || before.mark === status;
    return isSame ? { mark: status, expected } : { mark: 'unstable' as const, expected: false };
  });
  return { ...row, cells };
}
