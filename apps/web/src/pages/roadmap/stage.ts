import type { ExerciseSummary, Progress, TrackDetail } from '#contracts';

export type Stage = TrackDetail['stages'][number];

export const hrefOfTrack = (track: string): string => `/tracks/${track}`;

export const hrefOfStage = (track: string, stage: string): string => `/tracks/${track}/${stage}`;

/** “150 of 300 points”. */
export const tellPoints = ({ earned, points }: Progress): string => `${earned} of ${points} points`;

/** “1 of 3 exercises passed”. */
export const tellPassed = ({ passed, exercises }: Progress): string =>
  `${passed} of ${exercises} ${exercises === 1 ? 'exercise' : 'exercises'} passed`;

/** How long a prepared learner needs: “45 min”, “2 h 30 min”. */
export function tellMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

export const sumMinutes = (exercises: readonly ExerciseSummary[]): number =>
  exercises.reduce((sum, { minutes }) => sum + minutes, 0);
