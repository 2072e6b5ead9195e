'use strict';
// Start of a Node subject (docs/ARCHITECTURE.md, "Subject start"). This process becomes the learner's program: it boots
// before there are files, so that nobody waits for that. Argument: what to load meanwhile, that of a `service` or of a `module`.
// Stdin: one line `<nonce> <service|module>`, then a tar.
const { spawnSync } = require('node:child_process');
const { closeSync, openSync, readFileSync, readSync, writeSync } = require('node:fs');
const module_ = require('node:module');
const { join } = require('node:path');
const {
  findSyntaxError,
  isSource,
  isTypeScript,
  listFiles,
  MAIN_FILES,
  stripTypes,
} = require('./sources.mjs');

const { unpack } = require('./unpack.mjs');

const FOLDER = '/work';
const CHUNK_BYTES = 65_536;
/** By the variable that says where a service is. */
const DRIVERS = {
  DATABASE_URL: './before/postgres.mjs',
  REDIS_URL: './before/redis.mjs',
  RABBITMQ_URL: './before/rabbitmq.mjs',
};

// What it will need, and the compiler of types: loaded while there is nothing else to do.
const drivers = Object.keys(DRIVERS).filter((variable) => process.env[variable] !== undefined);
if (process.argv[2] === 'module') require('./before/module.mjs');
else {
  require('./before/service.mjs');
  if (drivers.length > 0) require('./before/express.mjs');
}
for (const variable of drivers) require(DRIVERS[variable]);
stripTypes('main.ts', 'let ready: true;');
findSyntaxError('export {}', 'main.mjs');

const [nonce, kind] = readLine().split(' ');
const unpacked = unpackFiles();
tell('building');
if (!unpacked || !(isFitToRun() || build())) {
  tell('build-failed');
  process.exit(1);
}
// On each stream: what the program writes to one could overtake the word on the other.
tell('starting', 1);
tell('starting');
becomeProgram();

/** Byte by byte, so that the tar behind the line is left untouched. */
function readLine() {
  const byte = Buffer.alloc(1);
  let line = '';
  while (readSync(0, byte) === 1) {
    if (byte[0] === 10) return line;
    line += byte.toString('latin1');
  }
  process.exit(64);
}

/** @returns whether all of them were, whatever became of the others */
function unpackFiles() {
  try {
    unpack(readRest(), FOLDER);
    return true;
  } catch (error) {
    writeSync(2, `${error.message}\n`);
    return false;
  }
}

function readRest() {
  const chunks = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(0, chunk);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
  }
}

/** @returns whether it ended well */
function build() {
  const program = ['--no-warnings', '--experimental-vm-modules', join(__dirname, 'build.mjs'), FOLDER];
  return spawnSync(process.execPath, program, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** In one write, or output of another process could come between. */
function tell(mark, stream = 2) {
  writeSync(stream, `${nonce} ${mark}\n`);
}

/** A quick look. What it does not like goes to the build, which knows what to do with it or says what is wrong. */
function isFitToRun() {
  try {
    const files = listFiles(FOLDER);
    return files.some((file) => MAIN_FILES.includes(file)) && files.filter(isSource).every(canBeRead);
  } catch {
    return false;
  }
}

function canBeRead(path) {
  const source = readFileSync(join(FOLDER, path), 'utf8');
  const code = isTypeScript(path) ? stripTypes(path, source) : source;
  return code !== null && !findSyntaxError(code, path);
}

function becomeProgram() {
  // The lowest free descriptor is the one just closed.
  closeSync(0);
  openSync('/dev/null', 'r');
  const files = listFiles(FOLDER);
  const main = MAIN_FILES.find((file) => files.includes(file));
  process.argv.splice(
    1,
    process.argv.length,
    kind === 'module' ? join(__dirname, 'driver/main.js') : join(FOLDER, main),
  );
  delete require.cache[__filename];
  // From the event loop, so that no error of the program's shows where it was started from.
  setImmediate(module_.runMain);
}
