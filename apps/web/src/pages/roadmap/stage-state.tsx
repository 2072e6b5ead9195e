import type { StageState } from '#contracts';
import { Icon, type IconName } from '../../parts/icon.js';
import type { Stage } from './stage.js';

/** What a stage is to its reader; a stage without exercises, and one seen logged out, are nothing yet. */
export type StageLook = StageState | 'empty' | 'open';

const LOOKS: Readonly<Record<StageLook, { word: string; icon: IconName; tone: string }>> = {
  complete: { word: 'Complete', icon: 'check', tone: 'good' },
  'in-progress': { word: 'In progress', icon: 'half', tone: 'fair' },
  available: { word: 'Available', icon: 'circle', tone: '' },
  locked: { word: 'Locked', icon: 'lock', tone: 'busy' },
  empty: { word: 'No exercises yet', icon: 'clock', tone: 'busy' },
  open: { word: 'Open', icon: 'circle', tone: '' },
};

export function toLook({ state, exercises }: Pick<Stage, 'state' | 'exercises'>): StageLook {
  if (exercises.length === 0) return 'empty';
  return state ?? 'open';
}

export const tellLook = (look: StageLook): string => LOOKS[look].word;

export const iconOf = (look: StageLook): IconName => LOOKS[look].icon;

/** The state of a stage: word, sign and colour. */
export function StageBadge({ stage }: { stage: Pick<Stage, 'state' | 'exercises'> }) {
  const { word, icon, tone } = LOOKS[toLook(stage)];
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
