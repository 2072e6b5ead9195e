import { Link } from 'wouter';
import type { TrackDetail } from '#contracts';
import { useMedia } from '../../parts/use-media.js';
import { layRoad } from './lay-road.js';
import { StageSign } from './stage-sign.js';
import { tellLook, toLook } from './stage-state.js';
import { hrefOfStage, tellPoints } from './stage.js';

/**
 * The stages as places along a road. It is the same ordered list of links as the plain one, in the same order for
 * keyboards and screen readers, only laid out differently: so neither is hidden from anybody, and the road itself, which
 * says nothing that the words do not, is decoration.
 */
export function TrackMap({ track }: { track: TrackDetail }) {
  const isWide = useMedia('(min-width: 70rem)');
  const isNarrow = useMedia('(max-width: 45rem)');
  const columns = isWide ? 4 : isNarrow ? 2 : 3;
  const rows = Math.ceil(track.stages.length / columns);
  return (
    <div className="road-map">
      <svg
        className="road-line"
        viewBox={`0 0 ${columns} ${rows}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path className="ahead" d={layRoad(track.stages.length, columns)} />
        <path className="travelled" d={layRoad(countTravelled(track), columns)} />
      </svg>
      <ol className={`road-stages columns-${columns}`} aria-label={`Stages of ${track.title}`}>
        {track.stages.map((stage, index) => {
          const look = toLook(stage);
          return (
            <li key={stage.slug} className={track.next?.stage === stage.slug ? 'here' : undefined}>
              <Link href={hrefOfStage(track.slug, stage.slug)}>
                <StageSign stage={stage} />
                <span className="road-title">
                  {index + 1}. {stage.title}
                </span>
                <span className="road-state">{tellLook(look)}</span>
                {look !== 'empty' && <span className="road-points">{tellPoints(stage.progress)}</span>}
                {track.next?.stage === stage.slug && track.progress.earned > 0 && (
                  <span className="road-here">You are here</span>
                )}
              </Link>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Stages from the beginning that lie behind the reader: complete ones, and those without exercises between them. */
function countTravelled({ stages }: TrackDetail): number {
  const ahead = stages.findIndex(({ state, exercises }) => exercises.length > 0 && state !== 'complete');
  const behind = stages.slice(0, ahead < 0 ? stages.length : ahead + 1);
  return behind.some(({ state }) => state === 'complete') ? behind.length : 0;
}
