import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExerciseId } from '#contracts';
import { earnPoints } from './earn-points.js';
import { measureTrack, type StagePlan } from './measure-progress.js';

const idOf = (n: number) => ExerciseId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const scoresOf = (...entries: [exercise: number, score: number][]) =>
  new Map(entries.map(([n, score]) => [idOf(n), score]));

/** A stage with exercises of 100 points each. */
const stage = (slug: string, prerequisites: string[], ...exercises: number[]): StagePlan => ({
  slug,
  prerequisites,
  exercises: exercises.map((n) => ({ id: idOf(n), points: 100 })),
});
const statesOf = (stages: StagePlan[], scores = scoresOf()) =>
  measureTrack(stages, scores).stages.map(({ state }) => state);

const ROAD = [stage('a', [], 1, 2), stage('b', ['a'], 3), stage('c', ['b'], 4)];

describe('the state of a stage', () => {
  it('is available at the beginning of the road and locked behind it', () => {
    expect(statesOf(ROAD)).toEqual(['available', 'locked', 'locked']);
  });

  it('is in progress from the first verdict on, be it worth nothing', () => {
    expect(statesOf(ROAD, scoresOf([1, 0]))).toEqual(['in-progress', 'locked', 'locked']);
  });

  it('is complete when every exercise has full marks, which opens the next one', () => {
    expect(statesOf(ROAD, scoresOf([1, 100], [2, 99.9]))).toEqual(['in-progress', 'locked', 'locked']);
    expect(statesOf(ROAD, scoresOf([1, 100], [2, 100]))).toEqual(['complete', 'available', 'locked']);
  });

  it('is in progress or complete where somebody did not wait for it to open', () => {
    expect(statesOf(ROAD, scoresOf([3, 50], [4, 100]))).toEqual(['available', 'in-progress', 'complete']);
  });

  it('without exercises is available and lets through what is let through to it', () => {
    const road = [stage('a', [], 1), stage('empty', ['a']), stage('b', ['empty'], 2)];

    expect(statesOf(road)).toEqual(['available', 'available', 'locked']);
    expect(statesOf(road, scoresOf([1, 100]))).toEqual(['complete', 'available', 'available']);
    expect(statesOf([stage('empty', []), stage('b', ['empty'], 2)])).toEqual(['available', 'available']);
  });

  it('waits for all its prerequisites, and for none that the track does not have', () => {
    const road = [stage('a', [], 1), stage('b', [], 2), stage('c', ['a', 'b', 'gone'], 3)];

    expect(statesOf(road, scoresOf([1, 100]))).toEqual(['complete', 'available', 'locked']);
    expect(statesOf(road, scoresOf([1, 100], [2, 100]))).toEqual(['complete', 'complete', 'available']);
  });
});

describe('points', () => {
  it('are those of the best scores, rounded down to tenths', () => {
    const { stages } = measureTrack(ROAD, scoresOf([1, 57.3], [2, 33.3]));

    expect(stages[0]?.progress).toEqual({ points: 200, earned: 90.6, exercises: 2, passed: 0 });
    expect(earnPoints(120, 33.3)).toBe(39.9);
    expect(earnPoints(7, 100)).toBe(7);
  });

  it('of a track count an exercise once, though several stages name it', () => {
    const road = [stage('a', [], 1), stage('b', ['a'], 1, 2)];

    const { progress, stages } = measureTrack(road, scoresOf([1, 100]));

    expect(progress).toEqual({ points: 200, earned: 100, exercises: 2, passed: 1 });
    expect(stages[1]).toMatchObject({ state: 'in-progress', progress: { earned: 100, passed: 1 } });
  });
});

describe('where to go on', () => {
  const next = (scores = scoresOf()) => measureTrack(ROAD, scores).next;

  it('is the first exercise at first, then the next one of the stage in progress', () => {
    expect(next()).toEqual({ stage: 'a', exerciseId: idOf(1) });
    expect(next(scoresOf([1, 100]))).toEqual({ stage: 'a', exerciseId: idOf(2) });
    expect(next(scoresOf([1, 100], [2, 100]))).toEqual({ stage: 'b', exerciseId: idOf(3) });
  });

  it('is where somebody works, though an earlier stage is open', () => {
    expect(next(scoresOf([4, 20]))).toEqual({ stage: 'c', exerciseId: idOf(4) });
  });

  it('is nowhere when everything is passed', () => {
    expect(next(scoresOf([1, 100], [2, 100], [3, 100], [4, 100]))).toBeNull();
  });
});

describe('any track', () => {
  const tracks = fc
    .array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .chain((plans) =>
      fc
        .tuple(
          ...plans.map((_, index) => fc.subarray(plans.slice(0, index).map((_, before) => `s${before}`))),
        )
        .map((needs) => plans.map((exercises, index) => stage(`s${index}`, needs[index]!, ...exercises))),
    );
  const scores = fc
    .dictionary(fc.integer({ min: 1, max: 6 }).map(String), fc.constantFrom(0, 12.5, 99.9, 100))
    .map((found) => scoresOf(...Object.entries(found).map(([n, s]): [number, number] => [Number(n), s])));

  it('has somewhere to go on exactly as long as something is not passed', () => {
    fc.assert(
      fc.property(tracks, scores, (track, best) => {
        const { progress, next } = measureTrack(track, best);

        expect(next === null).toBe(progress.passed === progress.exercises);
      }),
    );
  });

  it('has all its points exactly when all is passed, and never more', () => {
    fc.assert(
      fc.property(tracks, scores, (track, best) => {
        for (const { progress } of [measureTrack(track, best), ...measureTrack(track, best).stages]) {
          expect(progress.earned).toBeLessThanOrEqual(progress.points);
          expect(progress.earned === progress.points).toBe(progress.passed === progress.exercises);
        }
      }),
    );
  });

  it('keeps what each stage has earned when its stages change places', () => {
    fc.assert(
      fc.property(tracks, scores, (track, best) => {
        const earned = (stages: StagePlan[]) =>
          new Map(measureTrack(stages, best).stages.map(({ slug, progress }) => [slug, progress]));

        expect(earned(track.toReversed())).toEqual(earned(track));
        expect(measureTrack(track.toReversed(), best).progress).toEqual(measureTrack(track, best).progress);
      }),
    );
  });
});
