import { describe, expect, it } from '@jest/globals';
import { KeptReports } from './kept-reports.js';

describe('KeptReports', () => {
  it('makes a report once for everybody who asks', async () => {
    const reports = new KeptReports<number>();
    let made = 0;
    const make = async () => (made += 1);

    expect(await Promise.all([reports.get('a', make), reports.get('a', make)])).toEqual([1, 1]);
    expect(await reports.get('a', make)).toBe(1);
    expect(await reports.get('b', make)).toBe(2);
  });

  it('makes one at a time', async () => {
    const reports = new KeptReports<void>();
    const running: string[] = [];
    const make = (name: string) => async () => {
      running.push(`${name} begins`);
      await Promise.resolve();
      running.push(`${name} ends`);
    };

    await Promise.all([reports.get('a', make('a')), reports.get('b', make('b'))]);

    expect(running).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('tries again after one that failed, and hinders no other', async () => {
    const reports = new KeptReports<string>();

    await expect(reports.get('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');

    expect(await reports.get('a', async () => 'made')).toBe('made');
  });

  it('keeps only the latest', async () => {
    const reports = new KeptReports<number>();
    let made = 0;
    for (let key = 0; key <= 50; key += 1) await reports.get(String(key), async () => (made += 1));

    await reports.get('50', async () => (made += 1));
    await reports.get('0', async () => (made += 1));

    expect(made).toBe(52);
  });
});
