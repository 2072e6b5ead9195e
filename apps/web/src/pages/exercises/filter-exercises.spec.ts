import { describe, expect, it } from '@jest/globals';
import { ExerciseSlug, type ExerciseSummary } from '#contracts';
import { filterExercises, NO_FILTER, type ExerciseFilter } from './filter-exercises.js';

const anExercise = (slug: string, overrides: Partial<ExerciseSummary> = {}): ExerciseSummary => ({
  slug: ExerciseSlug.parse(slug),
  title: slug,
  summary: '',
  kind: 'service',
  runtimes: ['node', 'python'],
  services: [],
  topics: [],
  points: 100,
  minutes: 30,
  bestScore: null,
  ...overrides,
});

const EXERCISES = [
  anExercise('todo', { title: 'A todo service', topics: ['REST'], bestScore: 100 }),
  anExercise('limiter', { summary: 'Decide who may pass.', services: ['redis'], runtimes: ['node'] }),
  anExercise('parser', { topics: ['parsing', 'http'], bestScore: 0 }),
];
const found = (filter: Partial<ExerciseFilter>) =>
  filterExercises(EXERCISES, { ...NO_FILTER, ...filter }).map(({ slug }) => slug);

describe('filterExercises', () => {
  it('leaves everything while nothing is asked for', () => {
    expect(found({})).toEqual(['todo', 'limiter', 'parser']);
  });

  it('looks for every word in name, title, summary and topics, however it is written', () => {
    expect(found({ text: 'rest SERVICE' })).toEqual(['todo']);
    expect(found({ text: 'may pass' })).toEqual(['limiter']);
    expect(found({ text: '  http ' })).toEqual(['parser']);
    expect(found({ text: 'rest redis' })).toEqual([]);
  });

  it('narrows by runtime, service and how far its reader is', () => {
    expect(found({ runtime: 'python' })).toEqual(['todo', 'parser']);
    expect(found({ service: 'redis' })).toEqual(['limiter']);
    expect(found({ standing: 'new' })).toEqual(['limiter']);
    expect(found({ standing: 'begun' })).toEqual(['parser']);
    expect(found({ standing: 'passed', runtime: 'node' })).toEqual(['todo']);
  });
});
