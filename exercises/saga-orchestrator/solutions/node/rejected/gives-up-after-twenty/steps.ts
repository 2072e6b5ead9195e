export type StepName = 'flight' | 'hotel' | 'payment';
export type StepStatus = 'waiting' | 'asking' | 'done' | 'refused' | 'undoing' | 'undone';

export interface Step {
  step: StepName;
  status: StepStatus;
  id: string | null;
}

export interface Move {
  direction: 'do' | 'undo';
  step: StepName;
}

const goesBack = (steps: Step[]): boolean =>
  steps.some(({ status }) => status === 'refused' || status === 'undoing' || status === 'undone');

/** What a trip needs next; null when it is over. Nothing but the rows decides it, so it is the same after a crash. */
export function nextMove(steps: Step[]): Move | null {
  if (goesBack(steps)) {
    const last = steps.findLast(({ status }) => status === 'done' || status === 'undoing');
    return last ? { direction: 'undo', step: last.step } : null;
  }
  const first = steps.find(({ status }) => status !== 'done');
  return first ? { direction: 'do', step: first.step } : null;
}

export function statusOf(steps: Step[]): string {
  const isOver = nextMove(steps) === null;
  if (goesBack(steps)) return isOver ? 'cancelled' : 'compensating';
  return isOver ? 'booked' : 'booking';
}
