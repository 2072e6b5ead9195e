import { describe, expect, it } from '@jest/globals';
import { CreateCohortRequest } from './cohort.js';

const STARTS = '2026-09-01T08:00:00Z';
const BEFORE = '2026-08-01T08:00:00Z';

/** Sentences about a body, by field; empty when it is taken. */
function tellMistakes(body: Record<string, unknown>): Record<string, string[]> {
  const { error } = CreateCohortRequest.safeParse({ name: 'Autumn', track: 'backend-trek', ...body });
  const told: Record<string, string[]> = {};
  for (const { path, message } of error?.issues ?? []) (told[path.join('.')] ??= []).push(message);
  return told;
}

describe('the terms of a cohort', () => {
  it('take a track or exercises, with dates in their order', () => {
    expect(tellMistakes({ startsAt: BEFORE, dueAt: STARTS, closesAt: STARTS })).toEqual({});
    expect(tellMistakes({ track: null, exercises: ['todo-rest-api'] })).toEqual({});
  });

  it('tell of dates out of order together with a name that is missing', () => {
    expect(tellMistakes({ name: ' ', startsAt: STARTS, dueAt: BEFORE })).toEqual({
      name: ['write a name'],
      dueAt: ['must come after the start'],
    });
  });

  it.each([
    ['is blank', '\u2800', 'use at least one letter, digit or sign that can be seen'],
    ['turns the direction of writing', 'a\u202eb', 'use letters, digits, signs and spaces only'],
  ])('refuse a name that %s (P11)', (_, name, told) => {
    expect(tellMistakes({ name })).toEqual({ name: [told] });
  });

  it('say nothing of the order of what is no date', () => {
    const { startsAt, dueAt } = tellMistakes({ startsAt: 'tomorrow', dueAt: STARTS });

    expect(startsAt).toHaveLength(1);
    expect(dueAt).toBeUndefined();
  });
});
