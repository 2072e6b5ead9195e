import { posix } from 'node:path';
import { GRADER_STREAM_LIMITS } from '#contracts';
import type { LintProblem } from '../exercise.js';
import { fileProblem, type SourceText } from '../folder/source-text.js';
import type { ExerciseManifest } from '../manifest.js';
import type { YamlReading } from './read-yaml.js';
import type { ScannedSuite, ScannedTest } from './scan-suite.js';
import { suggestName } from './suggest-name.js';

/** What a suite may import besides its own files. */
const GRADER_MODULES = ['@touchstone/kit', 'supertest'];
/** Limits of the grader protocol on a group's name, a title and an id. */
const MAX_LENGTHS = { group: 100, title: 200, id: 300 } as const;

/** Checks the files of one suite folder: enough tests, each with an id of its own, and imports that resolve. */
export function checkSuite(folder: string, files: readonly ScannedSuite[]): LintProblem[] {
  const paths = new Set(files.map((file) => file.source.path));
  const tests = files.flatMap((file) => file.tests);
  return [
    ...files.flatMap((file) => file.problems),
    ...files.flatMap((file) => checkImports(folder, file, paths)),
    ...files.flatMap(checkFileName),
    ...(tests.length > 0 || files.some((file) => file.problems.length > 0)
      ? []
      : [fileProblem(folder, 'has no test: write at least one in a file named *.test.ts')]),
    ...(tests.length > GRADER_STREAM_LIMITS.maxTests
      ? [
          fileProblem(
            folder,
            `has ${tests.length} tests; at most ${GRADER_STREAM_LIMITS.maxTests} are allowed`,
          ),
        ]
      : []),
    ...checkIds(files),
  ];
}

function checkFileName({ source, tests, groups, problems }: ScannedSuite): LintProblem[] {
  if (problems.length > 0) return [];
  const declares = tests.length + groups.length > 0;
  const isTest = source.path.endsWith('.test.ts');
  if (declares && !isTest) return [fileProblem(source.path, 'declares tests: name it *.test.ts')];
  if (!declares && isTest) return [fileProblem(source.path, 'declares no tests: add some or rename it')];
  return [];
}

function checkImports(
  folder: string,
  { source, imports }: ScannedSuite,
  paths: ReadonlySet<string>,
): LintProblem[] {
  return imports.flatMap(({ moduleRequest }) => {
    const message = describeImport(folder, source, moduleRequest.value, paths);
    return message === null ? [] : [source.problem(moduleRequest.start, message)];
  });
}

function describeImport(
  folder: string,
  source: SourceText,
  wanted: string,
  paths: ReadonlySet<string>,
): string | null {
  if (!wanted.startsWith('.')) {
    const known = wanted.startsWith('node:') || GRADER_MODULES.includes(wanted);
    return known ? null : `${wanted} is not in the grader; there are ${GRADER_MODULES.join(', ')} and node:…`;
  }
  const path = posix.join(posix.dirname(source.path), wanted);
  if (!path.startsWith(`${folder}/`)) return `${wanted} leaves ${folder}: each suite stands alone`;
  if (paths.has(path)) return null;
  // The grader runs suites as they are, so a specifier names the very file.
  const typescript = `${path.replace(/\.js$/, '')}.ts`;
  return paths.has(typescript)
    ? `write the file’s own name: ${wanted.replace(/\.js$/, '')}.ts`
    : `there is no file ${path}`;
}

function checkIds(files: readonly ScannedSuite[]): LintProblem[] {
  const seen = new Set<string>();
  return files.flatMap(({ source, tests }) =>
    tests.flatMap((test) => {
      const id = test.fixedId;
      if (id === null) return [];
      if (seen.has(id)) return [source.problem(test.offset, `there is already a test ${JSON.stringify(id)}`)];
      seen.add(id);
      return checkLengths(source, test, id);
    }),
  );
}

function checkLengths(source: SourceText, test: ScannedTest, id: string): LintProblem[] {
  const title = id.slice(test.group.length + ' › '.length);
  const long =
    test.group.length > MAX_LENGTHS.group || title.length > MAX_LENGTHS.title || id.length > MAX_LENGTHS.id;
  if (!long) return [];
  const message = `too long: a group has at most ${MAX_LENGTHS.group} characters, a title ${MAX_LENGTHS.title}, both together ${MAX_LENGTHS.id}`;
  return [source.problem(test.offset, message)];
}

/** The manifest's groups and the top-level describes of the hidden suite are the same names. */
export function checkGroups(
  manifest: ExerciseManifest,
  reading: YamlReading<unknown>,
  hidden: readonly ScannedSuite[],
): LintProblem[] {
  const named = manifest.groups.map((group) => group.name);
  const withTests = new Set(hidden.flatMap((file) => file.tests.map((test) => test.group)));
  const missing = manifest.groups.flatMap((group, index) =>
    withTests.has(group.name)
      ? []
      : [reading.problemAt(['groups', index, 'name'], noTests(group.name, [...withTests]))],
  );
  const unnamed = hidden.flatMap(({ source, groups }) =>
    groups
      .filter((group) => !named.includes(group.name))
      .map((group) => source.problem(group.offset, noPoints(group.name, named))),
  );
  return [...missing, ...unnamed];
}

function noTests(name: string, known: readonly string[]): string {
  return `no test in tests/hidden is in a top-level describe ${JSON.stringify(name)}${meant(name, known)}`;
}

function noPoints(name: string, known: readonly string[]): string {
  return `exercise.yaml has no group ${JSON.stringify(name)}, so these tests have no points${meant(name, known)}`;
}

function meant(name: string, known: readonly string[]): string {
  const near = suggestName(name, known);
  return near === null ? '' : `; did you mean ${JSON.stringify(near)}?`;
}
