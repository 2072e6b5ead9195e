import { useState } from 'react';
import type { TrackDetail } from '#contracts';
import { Button, ButtonLink } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { ProgressBar } from '../../parts/progress-bar.js';
import { useMedia } from '../../parts/use-media.js';
import { recallView, rememberView, type RoadView } from './remembered.js';
import { StageList } from './stage-list.js';
import { tellPassed, tellPoints } from './stage.js';
import { TrackMap } from './track-map.js';

/** One roadmap: how far its reader is, where to go on, and its stages as a map or a list. */
export function Road({ track, isMember }: { track: TrackDetail; isMember: boolean }) {
  const isNarrow = useMedia('(max-width: 45rem)');
  const [chosen, setChosen] = useState(recallView);
  // Side by side is what a map is for: where there is no room for it, the list says more.
  const view = chosen ?? (isNarrow ? 'list' : 'map');
  const choose = (next: RoadView) => {
    rememberView(next);
    setChosen(next);
  };
  return (
    <>
      <Onward track={track} isMember={isMember} />
      <div className="row apart road-head">
        <h2>Stages</h2>
        <div className="row" role="group" aria-label="Show the stages as">
          {(['map', 'list'] as const).map((name) => (
            <Button key={name} kind="quiet" small aria-pressed={view === name} onClick={() => choose(name)}>
              <Icon name={name === 'map' ? 'flag' : 'menu'} /> {name === 'map' ? 'Map' : 'List'}
            </Button>
          ))}
        </div>
      </div>
      {view === 'map' ? <TrackMap track={track} /> : <StageList track={track} />}
      <p className="muted road-advice">
        A stage is complete when every exercise in it has full marks once. A locked stage comes after one that
        is not complete: take it as advice. You can open any exercise at any time.
      </p>
    </>
  );
}

function Onward({ track, isMember }: { track: TrackDetail; isMember: boolean }) {
  const { progress, next, stages } = track;
  const stage = stages.find(({ slug }) => slug === next?.stage);
  const exercise = stage?.exercises.find(({ slug }) => slug === next?.exercise);
  return (
    <section className="card onward" aria-label="Your progress">
      <div>
        {isMember ? (
          <>
            <ProgressBar value={progress.earned} max={progress.points} label={`Progress on ${track.title}`} />
            <p>
              <strong>{tellPoints(progress)}</strong> <span className="muted">{tellPassed(progress)}</span>
            </p>
          </>
        ) : (
          <p>
            {progress.exercises} exercises, {progress.points} points.{' '}
            <span className="muted">Log in to keep your progress.</span>
          </p>
        )}
      </div>
      {exercise && stage ? (
        <div className="row">
          <span>
            <span className="muted">{stage.title}</span>
            <br />
            {exercise.title}
          </span>
          <ButtonLink href={`/exercises/${exercise.slug}`}>
            {progress.earned > 0 ? 'Continue here' : 'Start here'} <Icon name="right" />
          </ButtonLink>
        </div>
      ) : (
        progress.exercises > 0 && (
          <p className="good">
            <Icon name="trophy" /> Everything on this road is passed.
          </p>
        )
      )}
    </section>
  );
}
