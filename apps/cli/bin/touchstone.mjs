#!/usr/bin/env node
// Starts the compiled program; compiles it first in a clone where that has not happened yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);
const program = new URL('dist/apps/cli/src/main.js', root);
const OUR_FAULT = 2;

function fail(message) {
  process.stderr.write(`touchstone: ${message}\n`);
  process.exit(OUR_FAULT);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`needs Node.js 20.19 or newer; this is ${process.version}`);

if (!existsSync(program)) {
  if (!existsSync(new URL('node_modules/.bin/swc', root))) {
    fail('its dependencies are not installed yet: run `npm ci` (or `npm start`) in the clone first');
  }
  process.stderr.write('touchstone: first use in this clone, compiling (about two seconds) …\n');
  const built = spawnSync('npm', ['run', '--silent', 'build:server'], {
    cwd: fileURLToPath(root),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0 || !existsSync(program)) {
    fail('could not compile itself: run `npm run build:server` in the clone to see why');
  }
}

await import(program.href);
