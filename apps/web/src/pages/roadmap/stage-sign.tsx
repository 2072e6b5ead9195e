import { toLook, type StageLook } from './stage-state.js';
import type { Stage } from './stage.js';

/** Twice the radius where pathLength makes the ring 100 long, so that dashes are per cent. */
const RING = { cx: 32, cy: 32, r: 26, pathLength: 100 } as const;

/**
 * The sign of a stage on the map: each state has a shape of its own, so that colour only repeats it: a full disc with a
 * tick, a ring that fills, an empty ring, a square with a lock, a dotted ring. Words stand beside it.
 */
export function StageSign({ stage }: { stage: Stage }) {
  const look = toLook(stage);
  const { earned, points } = stage.progress;
  return (
    <svg className={`sign sign-${look}`} viewBox="0 0 64 64" aria-hidden="true">
      {look === 'locked' ? (
        <rect x={9} y={9} width={46} height={46} rx={12} className="ground" />
      ) : (
        <circle {...RING} className="ground" />
      )}
      {look === 'in-progress' && points > 0 && (
        <circle
          {...RING}
          className="reached"
          strokeDasharray={`${Math.max(4, (100 * earned) / points)} 100`}
          transform="rotate(-90 32 32)"
        />
      )}
      <path className="mark" d={MARKS[look]} />
    </svg>
  );
}

const MARKS: Readonly<Record<StageLook, string>> = {
  complete: 'M21 33l8 8 15-17',
  'in-progress': 'M27 22v20l16-10z',
  available: 'M32 28.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 1 0 0-7',
  open: 'M32 28.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 1 0 0-7',
  locked: 'M24 31h16v12H24zM27 31v-5a5 5 0 0 1 10 0v5',
  empty: 'M24 32h.1M32 32h.1M40 32h.1',
};
