import { Link } from 'wouter';
import type { TrackDetail } from '#contracts';
import { ProgressBar } from '../../parts/progress-bar.js';
import { ExerciseLine } from './exercise-line.js';
import { StageBadge } from './stage-state.js';
import { hrefOfStage, tellPassed, tellPoints, type Stage } from './stage.js';

/** The stages one below the other, with everything that is in them. */
export function StageList({ track }: { track: TrackDetail }) {
  return (
    <ol className="stage-list" aria-label={`Stages of ${track.title}`}>
      {track.stages.map((stage, index) => (
        <li key={stage.slug} className="card">
          <div className="row apart">
            <h3>
              <Link href={hrefOfStage(track.slug, stage.slug)}>
                {index + 1}. {stage.title}
              </Link>
            </h3>
            <StageBadge stage={stage} />
          </div>
          <p>{stage.summary}</p>
          <StageFigures stage={stage} />
          {stage.exercises.length > 0 && (
            <ul className="exercise-lines">
              {stage.exercises.map((exercise) => (
                <li key={exercise.slug}>
                  <ExerciseLine exercise={exercise} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

function StageFigures({ stage }: { stage: Stage }) {
  const { progress, title } = stage;
  if (progress.exercises === 0) return null;
  return (
    <div className="stage-figures">
      <ProgressBar value={progress.earned} max={progress.points} label={`Points of ${title}`} />
      <p className="facts">
        <span>{tellPoints(progress)}</span>
        <span>{tellPassed(progress)}</span>
      </p>
    </div>
  );
}
