import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anExercise, aManifest } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { aSlug, aVersion } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let exercises: ExerciseRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  exercises = new ExerciseRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

describe('exercises', () => {
  it('publishes, lists and finds the current version without its hidden suite and walk-through', async () => {
    const exercise = anExercise({ slug: aSlug('find-me'), version: aVersion('1') });
    await exercises.publish(exercise);
    const { hiddenSuite, walkthrough, ...published } = exercise;

    expect(await exercises.findCurrent('find-me')).toEqual(published);
    expect(await exercises.findVersion(exercise.version)).toEqual(published);
    expect(await exercises.listCurrent()).toContainEqual({
      slug: 'find-me',
      version: exercise.version,
      manifest: exercise.manifest,
      publishedAt: expect.any(Date),
    });
    expect((await exercises.getBundle(exercise.version)).hiddenSuite).toEqual(hiddenSuite);
    expect(await exercises.findWalkthrough(exercise.slug)).toEqual({
      ...walkthrough,
      version: exercise.version,
    });
  });

  it('has no walk-through for an exercise without one, nor for one that is retired or not there', async () => {
    const without = anExercise({ slug: aSlug('without'), version: aVersion('8'), walkthrough: null });
    const gone = anExercise({ slug: aSlug('gone'), version: aVersion('9') });
    await exercises.publish(without);
    await exercises.publish(gone);
    await exercises.retire([without.slug]);

    for (const slug of [without.slug, gone.slug, aSlug('never-there')])
      expect(await exercises.findWalkthrough(slug)).toBeNull();
  });

  it('moves to a new version and keeps the old bundle for the verdicts that used it', async () => {
    const slug = aSlug('versioned');
    const [old, now] = [
      anExercise({ slug, version: aVersion('2') }),
      anExercise({ slug, version: aVersion('3'), manifest: aManifest({ title: 'Second edition' }) }),
    ];
    await exercises.publish(old);
    await exercises.publish(now);

    expect((await exercises.findCurrent(slug))?.manifest.title).toBe('Second edition');
    expect(await exercises.getBundle(old.version)).toEqual(old);
  });

  it('finds a version as it was last stored, also after it was found before', async () => {
    const before = anExercise({ slug: aSlug('old-name'), version: aVersion('8') });
    await exercises.publish(before);
    await exercises.findCurrent('old-name');
    const renamed = { ...before, slug: aSlug('new-name') };

    await new ExerciseRepository(database.dataSource).publish(renamed);

    expect((await exercises.findCurrent('new-name'))?.slug).toBe('new-name');
    expect((await exercises.findVersion(before.version))?.slug).toBe('new-name');
  });

  it('finds those that are asked for at the same moment, each by its name', async () => {
    const names = ['together-1', 'together-2', 'together-3'].map(aSlug);
    for (const [index, slug] of names.entries())
      await exercises.publish(anExercise({ slug, version: aVersion(['b', 'c', 'd'][index]!) }));

    const found = await Promise.all(
      [...names, 'of-nobody', ...names].map((slug) => exercises.findCurrent(slug)),
    );

    expect(found.map((exercise) => exercise?.slug ?? null)).toEqual([...names, null, ...names]);
  });

  it('publishes the same version from many replicas at once', async () => {
    const exercise = anExercise({ slug: aSlug('raced'), version: aVersion('4') });

    await Promise.all(Array.from({ length: 10 }, () => exercises.publish(exercise)));

    expect((await exercises.listCurrent()).filter(({ slug }) => slug === 'raced')).toHaveLength(1);
  });

  it('retires what is not in the list and brings it back when it is published again', async () => {
    const exercise = anExercise({ slug: aSlug('retired'), version: aVersion('5') });
    await exercises.publish(exercise);
    const others = (await exercises.listCurrent())
      .map(({ slug }) => slug)
      .filter((slug) => slug !== 'retired');

    expect(await exercises.retire(others)).toEqual(['retired']);
    expect(await exercises.findCurrent('retired')).toBeNull();
    expect(await exercises.getBundle(exercise.version)).toEqual(exercise);
    await exercises.publish(exercise);

    expect(await exercises.findCurrent('retired')).not.toBeNull();
  });

  it('lets nothing from the folder replace or retire what was published over the API', async () => {
    const slug = aSlug('authored-online');
    const online = anExercise({ slug, version: aVersion('6') });
    await exercises.publish(online, 'api');

    expect(await exercises.publish(anExercise({ slug, version: aVersion('7') }), 'folder')).toBe(false);
    await exercises.retire([]);

    expect((await exercises.findCurrent(slug))?.version).toBe(online.version);
  });

  it('remembers what the latest worker said a runtime carries', async () => {
    const libraries = [{ name: 'express', version: '5.0.0' }];
    await exercises.announceRuntimeLibraries({ runtime: 'node', version: '22.0.0', libraries: [] });

    await exercises.announceRuntimeLibraries({ runtime: 'node', version: '24.0.0', libraries });

    expect(await exercises.listRuntimeLibraries()).toEqual([
      { runtime: 'node', version: '24.0.0', libraries },
    ]);
  });

  it('lets one process at a time work on the whole catalog', async () => {
    let working = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++working);
      await database.dataSource.query('SELECT pg_sleep(0.02)');
      working--;
    };

    await Promise.all(Array.from({ length: 5 }, () => exercises.withCatalogLock(work)));

    expect(most).toEqual([1, 1, 1, 1, 1]);
  });

  it('tells the operator about a version that is not there', async () => {
    await expect(exercises.getBundle(aVersion('f'))).rejects.toMatchObject({
      name: 'PlatformFault',
      code: 'exercise-missing',
    });
  });
});
