import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = resolve(import.meta.dirname, '../../../..');
/** A kind from each family of the fault suite; `npm run chaos` brings all of them. */
const FAULTS = [
  'api-killed',
  'all-workers-killed',
  'redis-killed',
  'postgres-killed',
  'worker-loses-postgres',
  'engine-killed',
  'engine-disk-full',
  'worker-clock-ahead',
];

describe('whatever dies', () => {
  it('every acknowledged submission is judged exactly once, and nothing is left behind', async () => {
    const words = ['chaos', '--seed', '20', '--faults', FAULTS.join(',')];
    const child = spawn(process.execPath, [resolve(ROOT, 'apps/cli/bootstrap/run.mjs'), ...words], {
      cwd: ROOT,
      env: process.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });

    const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    const complaints = output.split('\n').filter((line) => line.startsWith('✘'));
    expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: [] });
    expect(output).toMatch(/faults +8\n/);
    expect(output).toMatch(/submissions acknowledged +40\nlost +0\ndoubled +0\nwrong +0\n/);
  }, 600_000);
});
