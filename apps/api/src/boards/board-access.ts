import { Refusal, type BoardMode } from '#contracts';

export interface BoardViewer {
  /** Teaches what the board is about. */
  readonly staff: boolean;
  /** Is one of those it is about: a member of the cohort, or anybody who is logged in on boards of no cohort. */
  readonly inside: boolean;
}

/** SECURITY: P37: whom the switch of a board lets look at it. */
export function mayLook(mode: BoardMode, { staff, inside }: BoardViewer): boolean {
  switch (mode) {
    case 'off':
      return false;
    case 'staff':
      return staff;
    case 'cohort':
      return staff || inside;
    case 'public':
      return true;
  }
}

/** The same for a board that is off, one for others, and one that is not there: nobody learns which (threat P32). */
export const noBoard = (): Refusal =>
  new Refusal('not-found', 'There is no such board, or it is not open to you.');
