import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld } from './api-world.js';
import { exerciseFiles, ExercisesFolder } from './exercise-folder.js';

let folder: ExercisesFolder;
const worlds: ApiWorld[] = [];
const lines: string[] = [];

beforeEach(() => {
  folder = new ExercisesFolder();
});
afterEach(async () => {
  for (const world of worlds.splice(0).reverse()) await world.close();
  lines.length = 0;
  folder.dispose();
});

async function start(replicaOf?: ApiWorld): Promise<ApiWorld> {
  const listen = (message: unknown) => void lines.push(String(message));
  const logger = { log: listen, warn: listen, error: listen, debug: () => undefined };
  const world = await ApiWorld.start({
    exercisesDir: folder.root,
    logger,
    ...(replicaOf === undefined ? {} : { replicaOf }),
  });
  worlds.push(world);
  return world;
}

const slugsOf = async (world: ApiWorld) => {
  const { body } = await world.http.get('/api/v1/exercises').expect(200);
  return body.items.map((item: { slug: string }) => item.slug) as string[];
};

const track = `# yaml-language-server: $schema=../.schema/track.schema.json
title: First steps
summary: Two stages that come one after the other.
stages:
  - slug: one
    title: The first
    summary: What there is to learn here first.
    exercises: [greeting, farewell]
  - slug: two
    title: The second
    summary: What there is to learn here then.
    prerequisites: [one]
`;

describe('at start', () => {
  it('the folder comes into the database; a broken exercise is named by file, line and column and left out', async () => {
    folder.write('good', exerciseFiles());
    folder.write('broken', exerciseFiles({ 'exercise.yaml': 'title: [\n' }));
    folder.write('headless', exerciseFiles({ 'statement.md': null }));

    const world = await start();

    expect(await slugsOf(world)).toEqual(['good']);
    expect(lines).toContainEqual(expect.stringMatching(/^broken\/exercise\.yaml:\d+:\d+ ./));
    expect(lines).toContainEqual(expect.stringMatching(/^headless\/statement\.md:\d+:\d+ ./));
    await world.http.get('/readyz').expect(200);
  });

  it('an exercise that broke since keeps the version it had, and one that is gone is retired', async () => {
    folder.write('kept', exerciseFiles());
    folder.write('gone', exerciseFiles());
    const first = await start();
    const before = await first.http.get('/api/v1/exercises/kept');
    folder.write('kept', exerciseFiles({ 'statement.md': null }));
    folder.remove('gone');

    const second = await start(first);

    expect(await slugsOf(second)).toEqual(['kept']);
    expect((await second.http.get('/api/v1/exercises/kept')).body.version).toBe(before.body.version);
  });

  it('what was published over the API is neither retired nor undone', async () => {
    folder.write('greeting', exerciseFiles());
    const first = await start();
    const { bearer } = await first.account('instructor');
    const publish = (slug: string, statement: string) =>
      first.http
        .put(`/api/v1/exercises/${slug}`)
        .set('authorization', bearer)
        .send({ files: exerciseFiles({ 'statement.md': statement }) })
        .expect(200);
    await publish('greeting', '# Greeting\n\nFrom the API.\n');
    await publish('only-here', '# Only here\n\nFrom the API.\n');

    const second = await start(first);

    expect(await slugsOf(second)).toEqual(['greeting', 'only-here']);
    expect((await second.http.get('/api/v1/exercises/greeting')).body.statement).toContain('From the API.');
  });

  it('replicas that start together agree', async () => {
    const first = await start();
    for (const slug of ['a', 'b', 'c']) folder.write(slug, exerciseFiles());

    const replicas = await Promise.all([start(first), start(first), start(first)]);

    for (const replica of replicas) expect(await slugsOf(replica)).toEqual(['a', 'b', 'c']);
  });

  it('a folder that is not there leaves the database as it is', async () => {
    folder.write('greeting', exerciseFiles());
    const first = await start();
    const second = await ApiWorld.start({ exercisesDir: '/nowhere/at/all', replicaOf: first });
    worlds.push(second);

    expect(await slugsOf(second)).toEqual(['greeting']);
  });
});

describe('a track', () => {
  it('lists its stages in order, with the caller’s progress in points', async () => {
    folder.write('greeting', exerciseFiles());
    folder.write('farewell', exerciseFiles());
    folder.write('tracks', [{ path: 'first-steps.yaml', content: track }]);
    const world = await start();
    const ada = await world.account();
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());
    await world.judge(await world.submit(ada, { slug: 'farewell' }), aPartialVerdict());

    const list = await world.http.get('/api/v1/tracks').expect(200);
    const mine = await world.http
      .get('/api/v1/tracks/first-steps')
      .set('authorization', ada.bearer)
      .expect(200);
    const anybodys = await world.http.get('/api/v1/tracks/first-steps').expect(200);

    expect(list.body.items).toEqual([
      {
        slug: 'first-steps',
        title: 'First steps',
        summary: 'Two stages that come one after the other.',
        stageCount: 2,
      },
    ]);
    expect(mine.body.stages).toMatchObject([
      {
        slug: 'one',
        progress: 0.75,
        exercises: [
          { slug: 'greeting', bestScore: 100 },
          { slug: 'farewell', bestScore: 50 },
        ],
      },
      { slug: 'two', progress: 0, prerequisites: ['one'], exercises: [] },
    ]);
    expect(anybodys.body.stages[0].progress).toBe(0);
  });
});
