import { existsSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { runProgram } from './run-program.mjs';

/** What tests run beside Node.js and the engine, with the package of Debian and Ubuntu that has it. */
const PROGRAMS = [
  { use: 'pages are looked at in Chromium', package: 'chromium', paths: ['/usr/bin/chromium'] },
  {
    use: 'docker-compose.yml is started',
    package: 'docker-compose',
    // The last two: the plugin of newer engines.
    paths: [
      '/usr/bin/docker-compose',
      '/usr/local/bin/docker-compose',
      '/usr/libexec/docker/cli-plugins/docker-compose',
      '/usr/lib/docker/cli-plugins/docker-compose',
    ],
  },
  { use: 'workers get networks of their own', package: 'iproute2', paths: ['/usr/sbin/ip', '/sbin/ip'] },
  {
    use: 'clocks are set wrong',
    package: 'faketime',
    paths: [
      '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
      '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
    ],
  },
];

export async function ensureTestPrograms(steps) {
  const missing = PROGRAMS.filter(({ paths }) => !paths.some((path) => existsSync(path)));
  if (missing.length === 0) return;
  const packages = missing.map((program) => program.package);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Failure(
      `In tests ${missing.map(({ use }) => use).join(', ')}: install what that takes (\`sudo apt-get install -y ${packages.join(' ')}\`) and run \`npm test\` again.`,
    );
  }
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await steps.run(`Programs for tests (${packages.join(', ')})`, async (tell) => {
    await runProgram('apt-get update', [...apt, 'update'], { env, onLine: tell });
    await runProgram(
      `apt-get install ${packages.join(' ')}`,
      [...apt, 'install', '-y', '--no-install-recommends', ...packages],
      { env, onLine: tell },
    );
  });
}
