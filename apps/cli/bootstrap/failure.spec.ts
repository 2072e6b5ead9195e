import { describe, expect, it } from '@jest/globals';
import { explainOutput } from './failure.mjs';

describe('explainOutput', () => {
  it.each([
    ['npm error code ENOTFOUND', 'cannot reach the network'],
    ["E: Failed to fetch http://mirror/x  Temporary failure resolving 'mirror'", 'cannot reach the network'],
    ['npm error code ENOSPC', 'ran out of disk space'],
    ['tar: write error: No space left on device', 'ran out of disk space'],
    ['E: Could not get lock /var/lib/dpkg/lock-frontend', 'waits for another package installation'],
    ["npm error EACCES: permission denied, mkdir '/srv/node_modules'", 'may not write'],
  ])('turns %p into one sentence', (output, sentence) => {
    const explained = explainOutput('npm ci', output);

    expect(explained.startsWith(`npm ci ${sentence}`)).toBe(true);
    expect(explained).toMatch(/it continues where it stopped\.$/);
    expect(explained).not.toContain('\n');
  });

  it('quotes the last line that says something when it does not know the cause', () => {
    const output =
      'first\nerror TS1005: ; expected\nnpm error A complete log of this run can be found in: /root/x.log\n';

    expect(explainOutput('npm run build', output)).toContain(
      'npm run build failed: error TS1005: ; expected.',
    );
  });
});
