import { describe, expect, it } from '@jest/globals';
import { aManifest, anExercise } from '#testing';
import { throttle } from './throttle.js';

describe('throttle', () => {
  it('takes processor time away, and changes nothing else', () => {
    const exercise = anExercise({ manifest: aManifest({ minutes: 45 }) });

    const { manifest, ...rest } = throttle(exercise, 40);

    expect(manifest.limits.cpus).toBeCloseTo(0.4);
    expect(manifest).toEqual({
      ...exercise.manifest,
      limits: { ...exercise.manifest.limits, cpus: manifest.limits.cpus },
    });
    expect({ ...rest, manifest: exercise.manifest }).toEqual(exercise);
  });
});
