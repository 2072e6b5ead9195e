import type { Exercise } from '#exercise-catalog';

/** The exercise as a busy machine would judge it: its programs get so many percent of the processor time that its limits allow. */
export function throttle(exercise: Exercise, percent: number): Exercise {
  const { manifest } = exercise;
  const cpus = (manifest.limits.cpus * percent) / 100;
  return { ...exercise, manifest: { ...manifest, limits: { ...manifest.limits, cpus } } };
}
