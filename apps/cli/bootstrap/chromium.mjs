import { existsSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { runProgram } from './run-program.mjs';

const BROWSER = '/usr/bin/chromium';

/** The browser that tests of the web page drive. */
export async function ensureChromium(steps) {
  if (existsSync(BROWSER)) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Failure(
      'Tests of the web page need Chromium: install it (`sudo apt-get install -y chromium`) and run `npm test` again.',
    );
  }
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await steps.run('Chromium', async (tell) => {
    await runProgram('apt-get update', [...apt, 'update'], { env, onLine: tell });
    await runProgram(
      'apt-get install chromium',
      [...apt, 'install', '-y', '--no-install-recommends', 'chromium'],
      { env, onLine: tell },
    );
  });
}
