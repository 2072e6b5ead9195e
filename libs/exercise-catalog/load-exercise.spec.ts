import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExerciseSlug } from '#contracts';
import { lintExercise, loadExercise, loadExerciseFiles } from './load-exercise.js';
import { ExerciseFolders, GOOD_FILES } from './test/exercise-folder.js';

let folders: ExerciseFolders;
beforeEach(() => {
  folders = new ExerciseFolders();
});
afterEach(() => folders.dispose());

/** `file:line:column message` of every problem. */
async function lint(changes: Parameters<ExerciseFolders['write']>[0], slug?: string): Promise<string[]> {
  const problems = await lintExercise(folders.write(changes, slug));
  return problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
}

const manifest = (from: string | RegExp, to: string) => ({
  'exercise.yaml': GOOD_FILES['exercise.yaml'].replace(from, to),
});
const hidden = (body: string) => ({ 'tests/hidden/echo.test.ts': body });
const expectYaml = (from: string, to: string) => ({
  'solutions/node/rejected/mute/expect.yaml': GOOD_FILES['solutions/node/rejected/mute/expect.yaml'].replace(
    from,
    to,
  ),
});

describe('loadExercise', () => {
  it('loads a folder without mistakes', async () => {
    const loaded = await loadExercise(folders.write());

    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.exercise).toMatchObject({
      slug: 'echo-service',
      hints: [{ task: 'Answer', steps: ['Look at the body.', 'Send it back.'] }],
      starters: { node: [{ path: 'main.js', content: '// start here\n' }] },
      publicSuite: [{ path: 'tests/public/echo.test.ts' }],
      hiddenSuite: [{ path: 'tests/hidden/echo.test.ts' }],
    });
    expect(loaded.exercise.manifest.limits.memoryMib).toBe(256);
    expect(loaded.solutions).toEqual([
      {
        runtime: 'node',
        name: 'plain',
        files: [{ path: 'main.js', content: '// works\n' }],
        expectation: null,
      },
      {
        runtime: 'node',
        name: 'mute',
        files: [{ path: 'main.js', content: '// says nothing\n' }],
        expectation: {
          outcome: 'wrong-answer',
          fails: ['Basics › echoes'],
          because: 'It never answers at all.',
        },
      },
    ]);
  });

  it('loads an exercise that has warnings only', async () => {
    const dir = folders.write(hidden("describe('Basics', () => {\n  it(`${'ech'}oes`, () => {});\n});\n"));

    expect(await loadExercise(dir)).toMatchObject({ ok: true });
    expect(await lintExercise(dir)).toMatchObject([{ line: 2, column: 3, severity: 'warning' }]);
  });

  it('gives every mistake of a folder at once', async () => {
    const loaded = await loadExercise(
      folders.write({
        ...manifest('minutes: 30', 'minutes: 0\nmade: up'),
        'statement.md': null,
        'notes.txt': 'x',
      }),
    );

    expect(loaded).toMatchObject({ ok: false });
    expect(!loaded.ok && loaded.problems.map((problem) => problem.file)).toEqual([
      'exercise.yaml',
      'exercise.yaml',
      'notes.txt',
      'statement.md',
    ]);
  });

  it('changes the version with what is judged or shown, not with solutions', async () => {
    const versions = await Promise.all(
      [
        {},
        { 'solutions/node/accepted/plain/main.js': '// works too\n' },
        { 'statement.md': '# Echo\n\nAnswer with what was said!\n' },
        { 'tests/hidden/echo.test.ts': `${GOOD_FILES['tests/hidden/echo.test.ts']}\n` },
      ].map(async (changes, index) => {
        const loaded = await loadExercise(folders.write(changes, `echo-${index}`));
        return loaded.ok && loaded.exercise.version;
      }),
    );

    expect(versions[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(versions[1]).toBe(versions[0]);
    expect(new Set(versions).size).toBe(3);
  });
});

describe('lintExercise on the manifest', () => {
  it.each([
    ['a wrong value', /minutes: 30/, 'minutes: soon', 'exercise.yaml:9:10 minutes: '],
    ['a missing key, at the whole', /kind: service\n/, '', 'exercise.yaml:2:1 kind is missing'],
    [
      'an unknown key, with what was meant',
      'topics:',
      'topicz:',
      'exercise.yaml:6:1 unknown key "topicz"; did you mean topics?',
    ],
    [
      'an unknown key further in',
      'points: 10\n',
      'points: 10\n    poinst: 1\n',
      'exercise.yaml:13:5 unknown key "poinst"; did you mean points?',
    ],
    ['a wrong value in a list', '[node]', '[node, cobol]', 'exercise.yaml:7:18 runtimes.1: '],
    ['broken YAML', 'topics: [http]', 'topics: [http', 'exercise.yaml:7:1 YAML: '],
    [
      'a key that is there twice',
      'points: 100',
      'points: 100\npoints: 1',
      'exercise.yaml:9:1 YAML: Map keys must be unique',
    ],
    [
      'a missing editor line',
      /^# yaml.*\n/,
      '',
      'exercise.yaml:1:1 the first line must be: # yaml-language-server',
    ],
    [
      'a group without tests',
      'name: Basics',
      'name: Basic',
      'exercise.yaml:11:11 no test in tests/hidden is in a top-level describe "Basic"; did you mean "Basics"?',
    ],
    [
      'a group that is there twice',
      '    points: 10\n',
      '    points: 10\n  - {name: Basics, points: 1}\n',
      'exercise.yaml:13:5 Basics is listed twice',
    ],
    [
      'a hint policy without a hint',
      /points: 10\n/,
      'points: 10\n    feedback: hint\n',
      'exercise.yaml:11:5 the feedback of this group is hint: write its hint',
    ],
    [
      'a test limit above the wall limit',
      'kind:',
      'limits: { testTimeoutMs: 9000, wallTimeoutMs: 8000 }\nkind:',
      'exercise.yaml:5:26 testTimeoutMs (9000) is more than wallTimeoutMs (8000)',
    ],
    [
      'more processes than its network has ports for',
      'kind:',
      'limits: { processes: 300 }\ninstances: 2\nkind:',
      'exercise.yaml:5:22 300 processes in 2 instances are more than 512 in all',
    ],
    [
      'an upstream that no variable can be named after',
      'kind:',
      'upstreams: [price-list]\nkind:',
      'exercise.yaml:5:13 upstreams.0: a lower-case word of letters and digits',
    ],
    [
      'an upstream that is there twice',
      'kind:',
      'upstreams: [prices, prices]\nkind:',
      'exercise.yaml:5:21 prices is listed twice',
    ],
    [
      'instances of a module',
      'kind: service',
      'kind: module\ninstances: 2',
      'exercise.yaml:6:12 a module runs once: leave instances out',
    ],
    [
      'gRPC of a module',
      'kind: service',
      'kind: module\nspeaks: grpc',
      'exercise.yaml:6:9 grpc is for programs of kind service: leave speaks out',
    ],
    [
      'a program that is called an artifact',
      'kind: service',
      'kind: artifact',
      'node does not fit kind artifact: an artifact is sql or files',
    ],
    [
      'SQL that is called a service',
      'runtimes: [node]',
      'runtimes: [sql]',
      'sql does not fit kind service: only an artifact is that',
    ],
  ])('tells %s with its place', async (_, from, to, expected) => {
    expect(await lint(manifest(from, to))).toContainEqual(expect.stringContaining(expected));
  });

  it('survives a manifest of nested aliases', async () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(9)}]`),
    ];

    expect((await lint({ 'exercise.yaml': bomb.join('\n') })).join()).toContain('exercise.yaml:1:1');
  });
});

describe('lintExercise on the folder', () => {
  it.each([
    ['a missing manifest', { 'exercise.yaml': null }, 'exercise.yaml:1:1 is missing'],
    ['a missing statement', { 'statement.md': null }, 'statement.md:1:1 is missing'],
    ['an empty statement', { 'statement.md': ' \n' }, 'statement.md:1:1 is empty'],
    ['missing hints', { 'hints.md': null }, 'hints.md:1:1 is missing'],
    ['a missing starter', { 'starter/node/main.js': null }, 'starter/node:1:1 is missing'],
    [
      'a starter that cannot start',
      { 'starter/node/main.js': null, 'starter/node/index.js': 'x' },
      'starter/node:1:1 has no main.ts or ',
    ],
    [
      'a starter for another runtime',
      { 'starter/python/main.py': 'x' },
      'starter/python:1:1 is for python, which exercise.yaml does not list',
    ],
    [
      'a starter for no runtime',
      { 'starter/cobol/main.cob': 'x' },
      'starter/cobol:1:1 cobol is not a runtime; there are node, python, php, go, java, nginx, sql, files',
    ],
    ['missing public tests', { 'tests/public/echo.test.ts': null }, 'tests/public:1:1 has no test'],
    ['missing hidden tests', { 'tests/hidden/echo.test.ts': null }, 'tests/hidden:1:1 has no test'],
    [
      'no accepted solution',
      { 'solutions/node/accepted/plain/main.js': null },
      'solutions/node/accepted:1:1 is missing',
    ],
    [
      'a solution with a bad name',
      { 'solutions/node/accepted/My_Idea/main.js': 'x' },
      'solutions/node/accepted/My_Idea:1:1 the name of a solution',
    ],
    [
      'a submission that would be refused',
      { 'starter/node/node_modules/a.js': 'x' },
      'starter/node/node_modules/a.js:1:1 lies in node_modules',
    ],
    [
      'names that collide',
      { 'starter/node/Main.js': 'x' },
      'starter/node/main.js:1:1 is the same name as Main.js',
    ],
    ['a stray file', { 'tests/hidden/notes.md': 'x' }, 'tests/hidden/notes.md:1:1 does not belong'],
    [
      'a stray solution',
      { 'solutions/node/maybe/x/main.js': 'x' },
      'solutions/node/maybe/x/main.js:1:1 does not belong',
    ],
    [
      'a document that is too long',
      { 'statement.md': 'x'.repeat(65 * 1024) },
      'statement.md:1:1 is 66560 bytes',
    ],
    [
      'a file that is too large',
      { 'starter/node/big.js': 'x'.repeat(257 * 1024) },
      'starter/node/big.js:1:1 is 263168 bytes',
    ],
    [
      'a file that is not UTF-8',
      { 'statement.md': Buffer.from('# Echo\nna\xEFve\n', 'latin1') },
      'statement.md:2:3 is not UTF-8',
    ],
    ['a binary file', { 'hints.md': Buffer.from('## A\n\0') }, 'hints.md:2:1 has a NUL byte'],
  ])('tells %s', async (_, changes, expected) => {
    expect(await lint(changes)).toContainEqual(expect.stringContaining(expected));
  });

  it('does not follow symbolic links', async () => {
    const dir = folders.write();
    symlinkSync('/etc/passwd', join(dir, 'starter/node/passwd.txt'));
    symlinkSync('/etc', join(dir, 'starter/node/etc'));

    expect(await lintExercise(dir)).toMatchObject([
      { file: 'starter/node/etc', message: 'is a symbolic link: put the file itself here' },
      { file: 'starter/node/passwd.txt', message: 'is a symbolic link: put the file itself here' },
    ]);
  });

  it('refuses a folder whose name is no slug', async () => {
    expect(await lint({}, 'Echo_Service')).toEqual([
      expect.stringContaining('.:1:1 the folder’s name is not a slug'),
    ]);
  });
});

describe('lintExercise on suites', () => {
  const inBasics = (body: string) =>
    hidden(`describe('Basics', () => {\n  it('echoes', () => {});\n  ${body}\n});\n`);

  it.each([
    [
      'a syntax error',
      hidden("describe('Basics', () => {\n  it('echoes', () => {\n"),
      'echo.test.ts:3:1 TypeScript: ',
    ],
    [
      'a test outside of a group',
      hidden("it('echoes', () => {});\n"),
      'echo.test.ts:1:1 a test must be inside a top-level describe',
    ],
    [
      'a group without points',
      hidden(
        "describe('Basics', () => { it('echoes', () => {}); });\ndescribe('More', () => { it('x', () => {}); });",
      ),
      'echo.test.ts:2:1 exercise.yaml has no group "More"',
    ],
    [
      'a group with a title made at run time',
      hidden("const name = 'Basics';\ndescribe(name, () => { it('echoes', () => {}); });"),
      'echo.test.ts:2:1 the title of a group must be a plain string',
    ],
    ['it.only', inBasics("it.only('x', () => {});"), 'echo.test.ts:3:3 it.only is not allowed'],
    ['it.skip', inBasics("it.skip('x', () => {});"), 'echo.test.ts:3:3 it.skip is not allowed'],
    ['it.todo', inBasics("it.todo('x');"), 'echo.test.ts:3:3 it.todo is not allowed'],
    ['xit', inBasics("xit('x', () => {});"), 'echo.test.ts:3:3 xit is not allowed'],
    [
      'test.only.each',
      inBasics("test.only.each([1])('x %d', () => {});"),
      'echo.test.ts:3:3 test.only.each is not allowed',
    ],
    [
      'a nested describe.skip',
      inBasics("describe.skip('x', () => { it('y', () => {}); });"),
      'echo.test.ts:3:3 describe.skip is not allowed',
    ],
    [
      'a test that is there twice',
      inBasics("it('echoes', () => {});"),
      'echo.test.ts:3:3 there is already a test "Basics › echoes"',
    ],
    [
      'a title that is too long',
      inBasics(`it('${'x'.repeat(201)}', () => {});`),
      'echo.test.ts:3:3 too long',
    ],
    ['an empty title', inBasics("it('', () => {});"), 'echo.test.ts:3:3 a test needs a title'],
    [
      'a test that nothing is rejected by',
      inBasics("it('echoes twice', () => {});"),
      'echo.test.ts:3:3 no rejected solution’s expect.yaml says that it fails this test',
    ],
    ['an enum', inBasics('enum A { B }'), 'echo.test.ts:3:3 enum has no JavaScript form'],
    [
      'a library that the grader has not',
      hidden(`import x from 'lodash';\n${GOOD_FILES['tests/hidden/echo.test.ts']}`),
      'echo.test.ts:1:15 lodash is not in the grader',
    ],
    [
      'an import of no file',
      hidden(`import x from './x.ts';\n${GOOD_FILES['tests/hidden/echo.test.ts']}`),
      'echo.test.ts:1:15 there is no file tests/hidden/x.ts',
    ],
    [
      'an import from the other suite',
      hidden(`import '../public/echo.test.ts';\n${GOOD_FILES['tests/hidden/echo.test.ts']}`),
      'echo.test.ts:1:8 ../public/echo.test.ts leaves tests/hidden',
    ],
    [
      'a test file without tests',
      { 'tests/hidden/empty.test.ts': 'export {};\n' },
      'tests/hidden/empty.test.ts:1:1 declares no tests',
    ],
    [
      'tests in a file of another name',
      { 'tests/hidden/more.ts': "describe('Basics', () => {\n  it('y', () => {});\n});\n" },
      'tests/hidden/more.ts:1:1 declares tests: name it *.test.ts',
    ],
  ])('tells %s', async (_, changes, expected) => {
    expect(await lint(changes)).toContainEqual(expect.stringContaining(expected));
  });

  it.each([
    ['tables', inBasics("it.each([['a']])('answers %s', () => {});"), 'Basics › answers a'],
    ['tagged tables', inBasics("it.each`a\n${1}\n`('answers $a', () => {});"), 'Basics › answers 1'],
    [
      'titles made at run time',
      inBasics('for (const n of [1]) it(`answers ${n} times`, () => {});'),
      'Basics › answers 1 times',
    ],
    [
      'nested blocks',
      inBasics("describe('deeper', () => { it('looks', () => {}); });"),
      'Basics › deeper › looks',
    ],
  ])('finds the tests of %s in expectations', async (_, changes, id) => {
    const problems = await lint({
      ...changes,
      ...expectYaml('[Basics › echoes]', `[Basics › echoes, "${id}"]`),
    });

    expect(problems.filter((problem) => !problem.includes('put together at run time'))).toEqual([]);
  });

  it('lets a suite have support files, imported by their own names', async () => {
    const suite = (file: string) => ({
      'tests/hidden/support.ts': 'export const x = 1;\n',
      ...hidden(
        `import { x } from '${file}';\nimport { subject } from '@touchstone/kit';\n${GOOD_FILES['tests/hidden/echo.test.ts']}`,
      ),
    });

    expect(await lint(suite('./support.ts'), 'echo-1')).toEqual([]);
    expect(await lint(suite('./support.js'), 'echo-2')).toEqual([
      'tests/hidden/echo.test.ts:1:19 write the file’s own name: ./support.ts',
    ]);
  });
});

describe('lintExercise on solutions', () => {
  it.each([
    [
      'a missing expect.yaml',
      { 'solutions/node/rejected/mute/expect.yaml': null },
      'mute/expect.yaml:1:1 is missing',
    ],
    [
      'an expect.yaml of an accepted solution',
      { 'solutions/node/accepted/plain/expect.yaml': 'x' },
      'plain/expect.yaml:1:1 an accepted solution has no expect.yaml',
    ],
    ['an unknown outcome', expectYaml('wrong-answer', 'wrong'), 'mute/expect.yaml:2:10 outcome: '],
    [
      'an outcome that rejects nothing',
      expectYaml('wrong-answer', 'accepted'),
      'mute/expect.yaml:2:10 outcome: ',
    ],
    [
      'an unknown test, with what was meant',
      expectYaml('Basics › echoes', 'Basics › echos'),
      'mute/expect.yaml:3:9 tests/hidden has no test "Basics › echos"; did you mean "Basics › echoes"?',
    ],
    [
      'a test that is listed twice',
      expectYaml('[Basics › echoes]', '[Basics › echoes, Basics › echoes]'),
      'mute/expect.yaml:3:26 is listed twice',
    ],
    [
      'failures after a failed build',
      expectYaml('wrong-answer', 'build-failed'),
      'mute/expect.yaml:3:8 after build-failed no test runs',
    ],
    [
      'a wrong answer without a failed test',
      expectYaml('[Basics › echoes]', '[]'),
      'mute/expect.yaml:3:8 wrong-answer means that tests fail',
    ],
    [
      'no rejected solution at all',
      { 'solutions/node/rejected/mute/expect.yaml': null, 'solutions/node/rejected/mute/main.js': null },
      'solutions:1:1 has no rejected solution',
    ],
  ])('tells %s', async (_, changes, expected) => {
    expect(await lint(changes)).toContainEqual(expect.stringContaining(expected));
  });
});

describe('a walk-through', () => {
  const ACCEPTED = 'solutions/node/accepted/plain';
  const announced = (...solutions: string[]) => ({
    ...manifest('groups:', `walkthrough:\n  solutions: [${solutions.join(', ')}]\ngroups:`),
  });
  const written = { 'walkthrough.md': '# Why it works\n' };

  it('comes with the solutions that the manifest names', async () => {
    const loaded = await loadExercise(folders.write({ ...announced(ACCEPTED), ...written }));

    expect(loaded.ok && loaded.exercise.walkthrough).toEqual({
      text: '# Why it works\n',
      solutions: [{ runtime: 'node', name: 'plain', files: [{ path: 'main.js', content: '// works\n' }] }],
    });
  });

  it('is part of the version, with its solutions and no others', async () => {
    const changes: Record<string, string>[] = [
      {},
      { 'walkthrough.md': '# Why it works well\n' },
      { [`${ACCEPTED}/main.js`]: '// works better\n' },
      { 'solutions/node/accepted/plainer/main.js': '// works too\n' },
    ];

    const versions = await Promise.all(
      changes.map(async (change, index) => {
        const files = { ...announced(ACCEPTED), ...written, ...change };
        const loaded = await loadExercise(folders.write(files, `echo-${index}`));
        return loaded.ok ? loaded.exercise.version : null;
      }),
    );

    const [plain, text, solution, other] = versions;
    expect(new Set([plain, text, solution])).not.toContain(null);
    expect(new Set([plain, text, solution]).size).toBe(3);
    expect(other).toBe(plain);
  });

  it.each([
    ['a text that the manifest does not announce', written, 'walkthrough.md:1:1 is shown to nobody'],
    ['an announced text that is not there', announced(ACCEPTED), 'walkthrough.md:1:1 is missing'],
    [
      'an empty text',
      { ...announced(ACCEPTED), 'walkthrough.md': '\n' },
      'walkthrough.md:1:1 is empty: write what the solution decides, and why',
    ],
    [
      'a solution that is not there, with what was meant',
      { ...announced('solutions/node/accepted/plane'), ...written },
      'exercise.yaml:11:15 there is no accepted solution solutions/node/accepted/plane; did you mean solutions/node/accepted/plain?',
    ],
    [
      'a rejected solution',
      { ...announced('solutions/node/rejected/mute'), ...written },
      'exercise.yaml:11:15 walkthrough.solutions.0: name the folder of an accepted solution',
    ],
    [
      'two solutions for one runtime',
      {
        ...announced(ACCEPTED, 'solutions/node/accepted/plainer'),
        ...written,
        'solutions/node/accepted/plainer/main.js': '// works too\n',
      },
      'exercise.yaml:11:46 there is already a solution for node: name one for each runtime',
    ],
  ])('tells %s', async (_, changes, expected) => {
    expect(await lint(changes)).toContainEqual(expect.stringContaining(expected));
  });
});

describe('lintExercise on hints', () => {
  it.each([
    ['no task', 'nothing\n', 'hints.md:1:1 text before the first ## heading'],
    ['another heading', '# Hints\n## A\n1. a\n2. b\n', 'hints.md:1:1 only ## headings, one for each task'],
    ['text before the list', '## A\n\nSo:\n\n1. a\n2. b\n', 'hints.md:3:1 a task needs a numbered list'],
    ['a list without numbers', '## A\n\n- a\n- b\n', 'hints.md:3:1 a task needs a numbered list'],
    ['text after the list', '## A\n\n1. a\n2. b\n\nMore.\n', 'hints.md:6:1 outside the list'],
    ['a task without steps', '## A\n', 'hints.md:1:1 a task needs a numbered list'],
    ['a ladder of one step', '## A\n\n1. a\n', 'hints.md:1:1 the ladder has 1 step; write 2 to 6'],
    ['a ladder of seven steps', `## A\n\n${'1. a\n'.repeat(7)}`, 'hints.md:1:1 the ladder has 7 steps'],
    ['an empty step', '## A\n\n1. a\n2.\n', 'hints.md:4:1 the step is empty'],
    [
      'the same task twice',
      '## A\n1. a\n2. b\n\n## A\n1. a\n2. b\n',
      'hints.md:5:1 there is already a task with this name',
    ],
  ])('tells %s', async (_, text, expected) => {
    expect(await lint({ 'hints.md': text })).toContainEqual(expect.stringContaining(expected));
  });

  it('keeps the Markdown of a step and takes the list’s indentation away', async () => {
    const loaded = await loadExercise(
      folders.write({
        'hints.md':
          '## Count `n`\n\n1. Use `INCR`:\n\n   ~~~ts\n   if (x) {\n     y();\n   }\n   ~~~\n2. *Then*\n   expire.\n',
      }),
    );

    expect(loaded.ok && loaded.exercise.hints).toEqual([
      { task: 'Count n', steps: ['Use `INCR`:\n\n~~~ts\nif (x) {\n  y();\n}\n~~~', '*Then*\nexpire.'] },
    ]);
  });
});

describe('loadExerciseFiles', () => {
  const slug = ExerciseSlug.parse('echo-service');
  const files = (changes: Record<string, string> = {}) =>
    Object.entries({ ...GOOD_FILES, ...changes })
      .map(([path, content]) => ({ path, content }))
      .reverse();

  it('loads files that were sent, in any order, as if they lay in a folder', async () => {
    expect(loadExerciseFiles(slug, files())).toEqual(await loadExercise(folders.write()));
  });

  it('finds the same mistakes', async () => {
    const changes = { 'exercise.yaml': 'title: [\n', 'notes.txt': 'x', 'hints.md': 'x'.repeat(300_000) };

    expect(loadExerciseFiles(slug, files(changes))).toEqual(await loadExercise(folders.write(changes)));
  });
});
