import type { ProgressCell, StuckOn, WorkState } from '#contracts';
import { Icon, type IconName } from '../../parts/icon.js';

/** Also where nothing was handed in. */
export type CellState = WorkState | 'not-begun';

interface Look {
  readonly word: string;
  readonly icon: IconName;
  readonly meaning: string;
}

export const LOOKS: Readonly<Record<CellState, Look>> = {
  passed: { word: 'passed', icon: 'check', meaning: 'full marks' },
  trying: { word: 'trying', icon: 'half', meaning: 'submitted, and not passed yet' },
  stuck: { word: 'stuck', icon: 'warning', meaning: 'the same test failed again and again' },
  waiting: { word: 'waiting', icon: 'clock', meaning: 'nothing is judged yet' },
  'not-begun': { word: 'not begun', icon: 'minus', meaning: 'nothing that counts was submitted' },
};

export const stateOf = (cell: ProgressCell | null): CellState => cell?.state ?? 'not-begun';

export function StateWord({ state }: { state: CellState }) {
  const { word, icon } = LOOKS[state];
  return (
    <span className="state-word">
      <Icon name={icon} /> {word}
    </span>
  );
}

/** What the learner does not get past, in words. */
export const tellObstacle = ({ test, outcome }: StuckOn): string =>
  test === null ? outcome.replaceAll('-', ' ') : test.title;

export const tellAttempts = (attempts: number): string =>
  attempts === 1 ? '1 attempt' : `${attempts} attempts`;
