import { describe, expect, it } from '@jest/globals';
import { listDueProofs, listStages, ROUND_DAYS, type ProvableExercise } from './test-stages.js';

const EXERCISES = ['cache', 'queue', 'rate-limiter', 'todo-rest-api'].map((slug) => ({
  slug,
  provenMs: slug === 'todo-rest-api' ? null : 1000,
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

  it('gives a long proof the time that its programs take one after the other', () => {
    const minutes = (provenMs: number | null) =>
      listStages(['verify'], [{ slug: 'cache', provenMs }]).map(({ deadlineMs }) => deadlineMs / 60_000);

    expect([null, 60_000, 54 * 60_000].flatMap(minutes)).toEqual([25, 25, 54]);
  });

  it('names the choices when a stage does not exist', () => {
    expect(() => namesOf(['units'])).toThrow(
      /no test stage "units".*unit, integration, feature, pages, system, hostile, verify, pictures/,
    );
  });
});

describe('listDueProofs', () => {
  const onDays = (exercises: readonly ProvableExercise[]) =>
    Array.from({ length: ROUND_DAYS }, (_, day) =>
      listDueProofs(exercises, new Date(Date.UTC(2026, 0, 1 + day))),
    );

  it('proves what changed every day, and all the rest once in a round', () => {
    const days = onDays(EXERCISES);

    expect(days.every((due) => due.includes('todo-rest-api'))).toBe(true);
    const rest = days.flat().filter((slug) => slug !== 'todo-rest-api');
    expect(rest.toSorted()).toEqual(['cache', 'queue', 'rate-limiter']);
  });

  it('gives no day much more to do than another', () => {
    const exercises = Array.from({ length: 60 }, (_, index) => ({
      slug: `exercise-${index}`,
      provenMs: 1000 * (1 + ((index * 7) % 60)),
    }));
    const msOf = new Map(exercises.map(({ slug, provenMs }) => [slug, provenMs]));

    const loads = onDays(exercises).map((due) => due.reduce((sum, slug) => sum + msOf.get(slug)!, 0));

    expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(1.1);
  });
});
