import { describe, expect, it } from '@jest/globals';
import type { ProgramToRun } from '#judging';
import { selectPrograms } from './select-programs.js';

const aProgram = (role: 'accepted' | 'rejected', name: string): ProgramToRun => ({
  program: { runtime: 'node', role, name, expectation: null },
  files: [],
});
const programs = [
  aProgram('accepted', 'right'),
  aProgram('rejected', 'wrong'),
  aProgram('rejected', 'worse'),
];

describe('selectPrograms', () => {
  it('picks programs by a part of their name', () => {
    expect(selectPrograms(programs, ['accepted', 'wrong']).map(({ program }) => program.name)).toEqual([
      'right',
      'wrong',
    ]);
  });

  it('lists what there is when nothing fits', () => {
    expect(() => selectPrograms(programs, ['wrnog'])).toThrow('node/rejected/wrong');
  });
});
