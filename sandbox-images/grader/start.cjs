'use strict';
/**
 * Starts the grader from its bundle and from what V8 compiled of it while the image was built: to compile it again
 * would cost every verdict the same time. V8 ignores what is of another version or has other flags.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { builtinModules, createRequire, wrap } = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { constants, Script } = require('node:vm');

const BUNDLE = '/opt/touchstone/grader.cjs';
const COMPILED = '/opt/touchstone/grader.compiled';
/** Names of the modules of Node's own that a run needs. */
const NEEDED = '/opt/touchstone/grader.needed.json';
const LINEAR_PATTERNS = 'enable-experimental-regexp-engine-on-excessive-backtracks';

const isRehearsal = !existsSync(COMPILED);
const script = new Script(wrap(readFileSync(BUNDLE, 'utf8')), {
  filename: BUNDLE,
  cachedData: isRehearsal ? undefined : readFileSync(COMPILED),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (!isRehearsal) JSON.parse(readFileSync(NEEDED, 'utf8')).forEach((name) => require(name));
// SECURITY: H08: a pattern that backtracks too often is handed to V8's linear engine (which takes patterns without flags,
// lookarounds and back references); for the rest the wall limit ends the run, at the learner's cost. Set before the first
// pattern is made, and after everything is loaded: what was compiled under other flags, Node's own modules among it, is not used.
setFlagsFromString(`--${LINEAR_PATTERNS}`);
// At the end of the rehearsal: by then it is compiled what a run needs.
if (isRehearsal) process.once('exit', keep);
script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, __dirname);

function keep() {
  const loaded = new Set(process.moduleLoadList);
  writeFileSync(NEEDED, JSON.stringify(builtinModules.filter((name) => loaded.has(`NativeModule ${name}`))));
  setFlagsFromString(`--no-${LINEAR_PATTERNS}`);
  writeFileSync(COMPILED, script.createCachedData());
}
