import { Link } from 'wouter';
import type { CohortProgress, ProgressCell, ProgressExercise, ProgressRow } from '#contracts';
import { ScrollTable } from '../../parts/scroll-table.js';
import { tellDuration, tellTimeToPass } from './tell-duration.js';
import { LOOKS, stateOf, StateWord, tellAttempts, tellObstacle, type CellState } from './work-state.js';

interface HeatMapProps {
  readonly progress: CohortProgress;
  /** The query that this page was asked with, so that the way back leads here. */
  readonly search: string;
}

/** Learner by exercise. Every cell says in words what its colour says. */
export function HeatMap({ progress, search }: HeatMapProps) {
  const { exercises, items } = progress;
  return (
    <div className="heat-map">
      <ScrollTable label="Progress of each learner at each exercise">
        <thead>
          <tr>
            <th scope="col">Learner</th>
            {exercises.map((exercise) => (
              <ExerciseHead key={exercise.slug} exercise={exercise} learners={progress.learners} />
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <LearnerRow key={row.userId} row={row} progress={progress} search={search} />
          ))}
        </tbody>
      </ScrollTable>
    </div>
  );
}

function ExerciseHead({ exercise, learners }: { exercise: ProgressExercise; learners: number }) {
  const { slug, title, passed, stuck, medianSecondsToPass: median } = exercise;
  return (
    <th scope="col">
      <Link href={`/exercises/${slug}`}>{title}</Link>
      <small>
        {passed} of {learners} passed
      </small>
      {median !== null && <small>median {tellDuration(median)}</small>}
      {stuck > 0 && <small className="bad">{stuck} stuck</small>}
    </th>
  );
}

function LearnerRow({ row, progress, search }: HeatMapProps & { row: ProgressRow }) {
  const { userId, name, externalId, cells } = row;
  return (
    <tr>
      <th scope="row">
        {name}
        {externalId !== null && <small>{externalId}</small>}
      </th>
      {cells.map((cell, index) => {
        const { slug } = progress.exercises[index]!;
        const href = `/cohorts/${progress.cohort.id}/progress/${userId}/${slug}${search}`;
        return (
          <td key={slug} className={`heat ${stateOf(cell)}`}>
            {cell === null ? <StateWord state="not-begun" /> : <FilledCell cell={cell} href={href} />}
          </td>
        );
      })}
    </tr>
  );
}

function FilledCell({ cell, href }: { cell: ProgressCell; href: string }) {
  const { state, bestScore, attempts, secondsToPass, stuckOn, late } = cell;
  return (
    <Link href={href}>
      <StateWord state={state} />
      <small>
        {bestScore !== null && <>best {bestScore}, </>}
        {tellAttempts(attempts)}
        {late && ', late'}
      </small>
      {secondsToPass !== null && secondsToPass > 0 && <small>{tellTimeToPass(secondsToPass)}</small>}
      {stuckOn !== null && <small className="obstacle">on {tellObstacle(stuckOn)}</small>}
    </Link>
  );
}

/** What the colours and words of the cells mean. */
export function Legend() {
  return (
    <ul className="heat-legend" aria-label="Legend">
      {(Object.keys(LOOKS) as CellState[]).map((state) => (
        <li key={state}>
          <span className={`heat ${state}`}>
            <StateWord state={state} />
          </span>{' '}
          {LOOKS[state].meaning}
        </li>
      ))}
    </ul>
  );
}
