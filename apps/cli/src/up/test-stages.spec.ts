import { describe, expect, it } from '@jest/globals';
import { listStages } from './test-stages.js';

const namesOf = (only: string[]) => listStages(only).map((stage) => stage.name);

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
    expect(names.slice(5, 10)).toEqual(['unit', 'integration', 'feature', 'system', 'hostile']);
    expect(names.slice(10)).toContain('verify todo-rest-api');
    expect(names.slice(10).every((name) => name.startsWith('verify '))).toBe(true);
  });

  it('narrows to the stages asked for', () => {
    expect(namesOf(['unit', 'verify todo-rest-api'])).toEqual(['unit', 'verify todo-rest-api']);
    expect(namesOf(['check'])).toHaveLength(5);
  });

  it('names the choices when a stage does not exist', () => {
    expect(() => namesOf(['units'])).toThrow(
      /no test stage "units".*unit, integration, feature, system, hostile, verify/,
    );
  });
});
