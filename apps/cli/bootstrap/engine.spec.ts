import { describe, expect, it } from '@jest/globals';
import { planEngine } from './engine.mjs';

const host = {
  state: 'absent',
  platform: 'linux',
  isRoot: true,
  hasApt: true,
  hasDockerd: false,
  socketPath: '/var/run/docker.sock',
} as const;

describe('planEngine', () => {
  it('installs the distribution’s engine for root on Debian and Ubuntu', () => {
    expect(planEngine(host)).toEqual({ install: true });
  });

  it('starts an engine that is installed already', () => {
    expect(planEngine({ ...host, hasDockerd: true })).toEqual({ install: false });
  });

  it.each([
    ['may not use it', { state: 'not-allowed', isRoot: false }, /usermod -aG docker/],
    ['is not root and it is not installed', { isRoot: false }, /sudo apt-get install -y docker\.io/],
    ['is not root and it does not run', { isRoot: false, hasDockerd: true }, /sudo systemctl start docker/],
    ['has another distribution', { hasApt: false }, /docs\.docker\.com/],
    ['is on another system', { platform: 'darwin' }, /Docker Desktop/],
  ] as const)('says what to run to a user who %s', (_, changes, command) => {
    const { failure, install } = planEngine({ ...host, ...changes });

    expect(failure).toMatch(command);
    expect(failure).toMatch(/run the same command again/);
    expect(install).toBeUndefined();
  });
});
