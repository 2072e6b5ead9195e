// What a submission's sources are, and whether one can be read as it stands. Shared by the quick look before a start and by
// the build that tells what is wrong.
import { readdirSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, relative } from 'node:path';
import vm from 'node:vm';

export const MAIN_FILES = ['main.ts', 'main.mts', 'main.js', 'main.mjs', 'main.cjs'];
const COMMONJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Every file below a folder, in order. */
export function listFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

export const isTypeScript = (path) => /\.[mc]?ts$/.test(path);
export const isSource = (path) => isTypeScript(path) || /\.[mc]?js$/.test(path);

/**
 * The JavaScript that Node will run, or null when types alone cannot be stripped down to it (decorators).
 * @throws what Node says of a TypeScript file that it cannot read
 */
export function stripTypes(path, source) {
  const code = stripTypeScriptTypes(source);
  return mayHaveDecorators(code) && findSyntaxError(code, path) ? null : code;
}

function mayHaveDecorators(code) {
  return /^[^'"`/]*@[A-Za-z_$]/m.test(code);
}

/** The kind of module that a broken file was meant to be, or null when it can be read. */
export function findSyntaxError(code, path) {
  const asModule = parses(() => new vm.SourceTextModule(code));
  const asCommonJs = parses(() => vm.compileFunction(stripHashbang(code), COMMONJS_PARAMETERS));
  if (/\.m[jt]s$/.test(path)) return asModule ? null : 'module';
  if (/\.c[jt]s$/.test(path)) return asCommonJs ? null : 'commonjs';
  if (asModule || asCommonJs) return null;
  return /^\s*(import\b[^(]|export\b)/m.test(code) ? 'module' : 'commonjs';
}

function stripHashbang(code) {
  return code.replace(/^#!.*/, '');
}

function parses(parse) {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
