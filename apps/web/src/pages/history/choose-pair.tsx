import { useState } from 'react';
import { Button, ButtonLink } from '../../parts/button.js';

/** Up to two submissions of a list, by id. */
export interface Pair {
  readonly chosen: readonly string[];
  readonly toggle: (id: string) => void;
  readonly clear: () => void;
}

/** Two that are to be compared: a third one takes the place of the first. */
export function usePair(): Pair {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return {
    chosen,
    toggle: (id) =>
      setChosen((before) =>
        before.includes(id) ? before.filter((one) => one !== id) : [...before.slice(-1), id],
      ),
    clear: () => setChosen([]),
  };
}

/** @param name of the submission, for screen readers */
export function PairBox({ pair, id, name }: { pair: Pair; id: string; name: string }) {
  return (
    <input
      type="checkbox"
      aria-label={`Compare ${name}`}
      checked={pair.chosen.includes(id)}
      onChange={() => pair.toggle(id)}
    />
  );
}

/** How many are chosen, and the way to see them beside each other. Always as high, so that nothing moves. */
export function PairBar({ pair: { chosen, clear } }: { pair: Pair }) {
  const [first, second] = chosen;
  return (
    <div className="row pair-bar">
      <span role="status" className="muted">
        {SAID[chosen.length]}
      </span>
      {first !== undefined && second !== undefined && (
        <ButtonLink kind="quiet" small href={`/submissions/${second}/compare/${first}`}>
          Compare these two
        </ButtonLink>
      )}
      {first !== undefined && (
        <Button kind="bare" small onClick={clear}>
          Choose others
        </Button>
      )}
    </div>
  );
}

const SAID = [
  'Tick two to compare them, also from different pages of the list.',
  'One is ticked: tick another one.',
  'Two are ticked.',
];
