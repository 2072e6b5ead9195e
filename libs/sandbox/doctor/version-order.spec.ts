import { describe, expect, it } from '@jest/globals';
import { hasFix } from './version-order.js';

const RUNC_2025 = ['1.2.8', '1.3.3', '1.4.0-rc.3'];

describe('hasFix', () => {
  it.each([
    ['1.1.15', false],
    ['1.2.7', false],
    ['1.2.8', true],
    ['v1.2.9+ds1', true],
    ['1.3.0', false],
    ['1.3.3-0ubuntu1', true],
    ['1.4.0-rc.2', false],
    ['1.4.0-rc.3', true],
    ['1.4.0~rc3', true],
    ['1.4.0', true],
    ['1.10.0', true],
    ['2.0.0', true],
  ])('knows which branch got the fix when: %s → %s', (version, fixed) => {
    expect(hasFix(version, RUNC_2025)).toBe(fixed);
  });

  it('takes a release candidate for older than its release', () => {
    expect([hasFix('1.0.0-rc6', ['1.0.0-rc7']), hasFix('1.0-rc6', ['1.0.0-rc7'])]).toEqual([false, false]);
    expect([hasFix('1.0.0-rc93', ['1.0.0-rc7']), hasFix('1.0.0', ['1.0.0-rc7'])]).toEqual([true, true]);
  });

  it('does not guess at a form it does not know', () => {
    expect([hasFix('', ['1.0.0']), hasFix('N/A', ['1.0.0']), hasFix('dev-abc', ['1.0.0'])]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
