// Reads every source file of a submission before any of it runs, so that a slip is told with file, line and column
// instead of showing up as a program that did not start.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSyntaxError, isSource, isTypeScript, listFiles, MAIN_FILES, stripTypes } from './sources.mjs';

/** A line of a source may have 256 KiB. */
const MAX_LINE_SHOWN = 200;
const MAX_PROBLEMS = 10;
const TOO_DEEP = 'it is nested too deeply to be read';
const folder = process.argv[2];

const files = listFiles(folder);
const problems = findProblems(files);
if (!MAIN_FILES.some((main) => files.includes(main))) {
  const found = files.length > 0 ? files.slice(0, 10).join(', ') : 'nothing';
  problems.push(
    `There is no main file: name the file that starts your program ${MAIN_FILES.join(', ')} and put it at the top. Sent: ${found}`,
  );
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

/** SECURITY: I09 each costs a process that is asked for its place, and nobody mends fifty at once. */
function findProblems(paths) {
  const problems = [];
  for (const path of paths) {
    if (problems.length >= MAX_PROBLEMS) return [...problems, 'More files may have mistakes.'];
    problems.push(...checkSafely(path));
  }
  return problems;
}

/** SECURITY: I09, I10 whatever a source does to the parser or the disk is told in a sentence, without our own stack. */
function checkSafely(path) {
  try {
    return checkFile(path);
  } catch (error) {
    if (error instanceof RangeError) return [`${path}: ${TOO_DEEP}`];
    if (error.code === 'ENOSPC')
      return [`${path}: the disk is full: what the file is compiled to does not fit`];
    return [`${path}: the file cannot be read (${String(error.message).slice(0, MAX_LINE_SHOWN)})`];
  }
}

/** The problems of one file: none or one. */
function checkFile(path) {
  if (!isSource(path)) return [];
  const source = readFileSync(join(folder, path), 'utf8');
  const { code, problem } = isTypeScript(path) ? toJavaScript(path, source) : { code: source };
  if (problem) return [problem];
  const type = findSyntaxError(code, path);
  return type ? [locate(path, code, type)] : [];
}

function toJavaScript(path, source) {
  let problem;
  try {
    const code = stripTypes(path, source);
    if (code !== null) return { code };
  } catch (error) {
    problem = toProblem(path, error.stack, error.message);
    if (error.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return { problem };
  }
  return transpile(path, source, problem);
}

/**
 * Enums, namespaces, parameter properties and decorators have no JavaScript to strip down to. Such a file, and only such
 * a file, is replaced by what the TypeScript compiler makes of it; its source map keeps line numbers true.
 */
function transpile(path, source, problem) {
  const ts = process.getBuiltinModule('node:module').createRequire('/node_modules/')('typescript');
  const { outputText, diagnostics } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: path.endsWith('.cts') ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      inlineSourceMap: true,
    },
  });
  if (diagnostics.length > 0) return { problem: problem ?? toCompilerProblem(ts, path, diagnostics[0]) };
  writeFileSync(join(folder, path), outputText);
  return { code: outputText };
}

function toCompilerProblem(ts, path, { file, start, messageText }) {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${path}:${line + 1}:${character + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

/** Only an uncaught error of the engine carries its place for both kinds of module: asks a process for it. */
function locate(path, code, type) {
  const { stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '--check', '-'], {
    input: code,
    encoding: 'utf8',
  });
  return toProblem(path, stderr, 'the file cannot be read as JavaScript');
}

/** From the head of a stack (`name:line`, some source, a line of carets) to `file:line:column: sentence` with that source line. */
function toProblem(path, stack, fallback) {
  const lines = stack.split('\n');
  const line = /:(\d+)$/.exec(lines[0])?.[1];
  const sentence =
    lines
      .map((text) => /^\w*Error(?: \[\w+\])?: (.*)$/.exec(text)?.[1])
      .find(Boolean)
      ?.replace('eof', 'end of file') ?? fallback;
  // The engine gives the place in its own source, or none at all.
  if (/call stack|out of bounds|unreachable/.test(sentence)) return `${path}: ${TOO_DEEP}`;
  if (!line) return `${path}: ${sentence}`;
  const carets = lines.findIndex((text) => /^\s*\^+$/.test(text));
  if (carets < 1) return `${path}:${line}: ${sentence}`;
  const place = `${path}:${line}:${lines[carets].indexOf('^') + 1}: ${sentence}`;
  const shown = [lines[carets - 1], lines[carets]];
  return shown.some((text) => text.length > MAX_LINE_SHOWN) ? place : `${place}\n  ${shown.join('\n  ')}`;
}
