import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadCatalog } from './load-catalog.js';
import { ExerciseFolders, GOOD_FILES } from './test/exercise-folder.js';

const OTHER_ID = {
  'exercise.yaml': GOOD_FILES['exercise.yaml'].replace('7b0c7f3e', '11111111'),
};
const track = (stages: string) => `# yaml-language-server: $schema=../.schema/track.schema.json
title: A track
summary: Learn one thing after the other.
stages:
${stages}`;
const stage = (slug: string, rest = '') =>
  `  - slug: ${slug}\n    title: A stage\n    summary: What there is to learn here.\n${rest}`;

let folders: ExerciseFolders;
beforeEach(() => {
  folders = new ExerciseFolders();
});
afterEach(() => folders.dispose());

describe('loadCatalog', () => {
  it('loads the good exercises and lists what is wrong with the others', async () => {
    folders.write({}, 'good');
    folders.write({ ...OTHER_ID, 'statement.md': null }, 'broken');
    folders.put('README.md', 'not an exercise');
    folders.put('.skeleton/x', 'not an exercise');

    const catalog = await loadCatalog(folders.root);

    expect(catalog.exercises.map((exercise) => exercise.slug)).toEqual(['good']);
    expect([...catalog.problems.keys()]).toEqual(['broken']);
  });

  it('refuses the second exercise with the same id', async () => {
    folders.write({}, 'first');
    folders.write({}, 'second');

    const catalog = await loadCatalog(folders.root);

    expect(catalog.exercises.map((exercise) => exercise.slug)).toEqual(['first']);
    expect(catalog.problems.get('second')).toMatchObject([
      { file: 'exercise.yaml', line: 2, column: 5, message: expect.stringContaining('belongs to first') },
    ]);
  });

  it('looks through nothing that has the version that is known', async () => {
    const mistake = { 'solutions/node/rejected/mute/expect.yaml': null };
    folders.write({}, 'changed');
    folders.write(OTHER_ID, 'same');
    const { exercises } = await loadCatalog(folders.root);
    const known = new Map(
      exercises.map(({ slug, version, manifest: { id } }) => [slug as string, { id, version }]),
    );
    folders.write({ 'statement.md': '# Another\n', ...mistake }, 'changed');
    folders.write({ ...OTHER_ID, ...mistake }, 'same');

    const catalog = await loadCatalog(folders.root, known);

    expect(catalog.unchanged).toEqual(['same']);
    expect([...catalog.problems.keys()]).toEqual(['changed']);
  });

  it('refuses the id of an exercise that is not looked through', async () => {
    folders.write({}, 'second');
    const { exercises } = await loadCatalog(folders.root);
    const { id } = exercises[0]!.manifest;
    folders.write({}, 'first');

    const catalog = await loadCatalog(
      folders.root,
      new Map([['second', { id, version: exercises[0]!.version }]]),
    );

    expect(catalog.problems.get('first')).toMatchObject([
      { message: expect.stringContaining('belongs to second') },
    ]);
  });

  it.each([
    ['a manifest that is no YAML', 'title: ['],
    ['a manifest of another kind', 'walkthrough: 7'],
    ['no manifest', null],
  ])('looks through a folder with %s', async (_, manifest) => {
    folders.write({}, 'good');
    const { exercises } = await loadCatalog(folders.root);
    folders.write({ 'exercise.yaml': manifest }, 'good');

    const known = new Map([['good', { id: exercises[0]!.manifest.id, version: exercises[0]!.version }]]);
    const catalog = await loadCatalog(folders.root, known);

    expect(catalog.unchanged).toEqual([]);
    expect([...catalog.problems.keys()]).toEqual(['good']);
  });

  it('loads tracks, leaving out exercises that are not there', async () => {
    folders.write({}, 'good');
    const stages = `${stage('one', '    exercises: [good, goo]\n')}${stage('two', '    prerequisites: [one]\n')}`;
    folders.put('tracks/all.yaml', track(stages));

    const catalog = await loadCatalog(folders.root);

    expect(catalog.tracks).toMatchObject([
      {
        slug: 'all',
        stages: [
          { slug: 'one', exercises: ['good'] },
          { slug: 'two', prerequisites: ['one'], exercises: [] },
        ],
      },
    ]);
    expect(catalog.problems.get('tracks')).toMatchObject([
      { file: 'all.yaml', line: 8, column: 23, message: 'there is no exercise goo; did you mean good?' },
    ]);
  });

  it.each([
    [
      'a stage that is there twice',
      'all.yaml',
      track(stage('one') + stage('one')),
      8,
      'there is already a stage one',
    ],
    [
      'a prerequisite that comes later',
      'all.yaml',
      track(stage('one', '    prerequisites: [two]\n') + stage('two')),
      8,
      'two is not an earlier stage of this track',
    ],
    [
      'an unknown key',
      'all.yaml',
      track(stage('one', '    exercise: []\n')),
      8,
      'unknown key "exercise"; did you mean exercises?',
    ],
    ['a file of another kind', 'notes.txt', 'x', 1, 'does not belong here'],
  ])('tells %s in a track', async (_, file, content, line, message) => {
    folders.put(`tracks/${file}`, content);

    const { problems } = await loadCatalog(folders.root);

    expect(problems.get('tracks')).toMatchObject([{ file, line, message: expect.stringContaining(message) }]);
  });
});
