import { describe, expect, it } from '@jest/globals';
import { listDueProofs, listStages } from './test-stages.js';

const EXERCISES = ['cache', 'queue', 'rate-limiter', 'todo-rest-api'].map((slug) => ({
  slug,
  proven: slug !== 'todo-rest-api',
}));
const namesOf = (only: string[]) => listStages(only, EXERCISES).map((stage) => stage.name);

describe('listStages', () => {
  it('runs checks before tests and proofs of exercises last', () => {
    const names = namesOf([]);

    expect(names.slice(0, 5)).toEqual([
      'check format',
      'check lint',
      'check types',
      'check directions',
      'check dead',
    ]);
    expect(names.slice(5, 11)).toEqual(['unit', 'integration', 'feature', 'pages', 'system', 'hostile']);
    expect(names.slice(11)).toContain('verify todo-rest-api');
    expect(names.slice(11).every((name) => name.startsWith('verify '))).toBe(true);
  });

  it('makes the pictures of the documents only when asked', () => {
    expect(namesOf([])).not.toContain('pictures');
    expect(namesOf(['pictures'])).toEqual(['pictures']);
  });

  it('narrows to the stages asked for', () => {
    expect(namesOf(['unit', 'verify todo-rest-api'])).toEqual(['unit', 'verify todo-rest-api']);
    expect(namesOf(['check'])).toHaveLength(5);
  });

  it('names the choices when a stage does not exist', () => {
    expect(() => namesOf(['units'])).toThrow(
      /no test stage "units".*unit, integration, feature, pages, system, hostile, verify, pictures/,
    );
  });
});

describe('listDueProofs', () => {
  const onDay = (day: number) => listDueProofs(EXERCISES, new Date(Date.UTC(2026, 0, day)));

  it('proves what changed every day, and all the rest within a week', () => {
    const days = [1, 2, 3, 4, 5, 6, 7].map(onDay);

    expect(days.every((due) => due.includes('todo-rest-api'))).toBe(true);
    expect(new Set(days.flat())).toEqual(new Set(EXERCISES.map(({ slug }) => slug)));
    expect(Math.max(...days.map((due) => due.length))).toBeLessThan(4);
  });
});
