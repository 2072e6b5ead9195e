import { Icon } from '../../parts/icon.js';
import type { Look } from './candidate-words.js';

export function StateBadge({ look: { word, tone, icon } }: { look: Look }) {
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} /> {word}
    </span>
  );
}
