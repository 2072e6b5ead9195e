'use strict';
/**
 * Starts the grader from its bundle and from what V8 compiled of it while the image was built: to compile it again
 * would cost every verdict the same time. V8 ignores what is of another version or has other flags.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { constants, Script } = require('node:vm');

const BUNDLE = '/opt/touchstone/grader.cjs';
const COMPILED = '/opt/touchstone/grader.compiled';

const script = new Script(wrap(readFileSync(BUNDLE, 'utf8')), {
  filename: BUNDLE,
  cachedData: existsSync(COMPILED) ? readFileSync(COMPILED) : undefined,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
// At the end of the rehearsal: by then it is compiled what a run needs.
if (process.env.KEEP_COMPILED === 'yes')
  process.once('exit', () => writeFileSync(COMPILED, script.createCachedData()));
script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, __dirname);
