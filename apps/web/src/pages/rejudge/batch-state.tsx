import type { RejudgeState } from '#contracts';
import { Icon, type IconName } from '../../parts/icon.js';
import { STATE_WORDS } from './scope-words.js';

const LOOKS: Readonly<Record<RejudgeState, readonly [string, IconName]>> = {
  running: ['busy', 'clock'],
  ready: ['fair', 'flag'],
  applied: ['good', 'check'],
  discarded: ['busy', 'cross'],
};

export function BatchState({ state }: { state: RejudgeState }) {
  const [tone, icon] = LOOKS[state];
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} /> {STATE_WORDS[state]}
    </span>
  );
}
