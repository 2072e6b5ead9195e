import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { TrackDetail } from '#contracts';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { exerciseFiles } from '#testing';
import { eventually } from './eventually.js';
import { ExercisesFolder } from './exercise-folder.js';

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
summary: Three stages that come one after the other.
stages:
  - slug: one
    title: The first
    summary: What there is to learn here first.
    exercises: [greeting, farewell]
  - slug: two
    title: The second
    summary: What there is to learn here then.
    prerequisites: [one]
    exercises: [sequel]
  - slug: three
    title: The third
    summary: What there is to learn here last.
    prerequisites: [two]
`;

const reordered = `# yaml-language-server: $schema=../.schema/track.schema.json
title: First steps
summary: Three stages that come one after the other.
stages:
  - slug: three
    title: The third
    summary: What there is to learn here now first.
  - slug: two
    title: The second
    summary: What there is to learn here then.
    prerequisites: [three]
    exercises: [sequel, farewell]
  - slug: one
    title: The first
    summary: What there is to learn here now last.
    prerequisites: [two]
    exercises: [greeting]
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

  it('what is there as it was is looked through afterwards, and its mistakes are told', async () => {
    const files = exerciseFiles();
    folder.write('kept', files);
    const first = await start();
    const broken = 'solutions/node/rejected/accepts-anything/expect.yaml';
    folder.write(
      'kept',
      files.map((file) => (file.path === broken ? { ...file, content: 'fails: [\n' } : file)),
    );

    const second = await start(first);

    expect(await slugsOf(second)).toEqual(['kept']);
    const staff = await second.account('instructor');
    await eventually(async () => {
      const { body } = await second.http.get('/api/v1/desk/exercises').set('authorization', staff.bearer);
      expect(body.items).toMatchObject([{ slug: 'kept', state: 'published', folderErrors: 2 }]);
    });
    expect(lines).toContainEqual(expect.stringMatching(/^kept\/solutions\/.+expect\.yaml:\d+:\d+ ./));
  });

  it('what is there as it was is stored anew when it is read in another way', async () => {
    folder.write('kept', exerciseFiles());
    const first = await start();
    const { body } = await first.http.get('/api/v1/exercises/kept');
    const { title } = body;
    await first.app
      .get(DataSource)
      .query(
        `UPDATE exercise_versions SET bundle = jsonb_set(bundle, '{manifest,title}', '"As an older release read it"')`,
      );

    const second = await start(first);

    await eventually(async () => {
      const { body: kept } = await second.http.get('/api/v1/exercises/kept');
      expect(kept.title).toBe(title);
    });
  });

  it('what was published over the API is neither retired nor undone', async () => {
    const files = exerciseFiles();
    folder.write('greeting', files);
    const first = await start();
    const staff = await first.account('instructor');
    const rewritten = files.map((file) =>
      file.path === 'statement.md' ? { ...file, content: '# Greeting\n\nFrom the API.\n' } : file,
    );
    await first.publishFolder(staff, 'greeting', rewritten);
    await first.publishFolder(staff, 'only-here', exerciseFiles());

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
    const world = await startWithTrack();
    const ada = await world.account();
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());
    await world.judge(await world.submit(ada, { slug: 'farewell' }), aPartialVerdict());

    const mine = await readTrack(world, ada);
    const anybodys = await readTrack(world);

    expect(mine).toMatchObject({
      progress: { points: 30, earned: 15, exercises: 3, passed: 1 },
      next: { stage: 'one', exercise: 'farewell' },
      stages: [
        {
          slug: 'one',
          state: 'in-progress',
          progress: { points: 20, earned: 15, exercises: 2, passed: 1 },
          exercises: [
            { slug: 'greeting', bestScore: 100 },
            { slug: 'farewell', bestScore: 50 },
          ],
        },
        { slug: 'two', state: 'locked', prerequisites: ['one'], progress: { points: 10, passed: 0 } },
        { slug: 'three', state: 'available', prerequisites: ['two'], exercises: [] },
      ],
    });
    expect(anybodys).toMatchObject({
      progress: { points: 30, earned: 0 },
      next: { stage: 'one', exercise: 'greeting' },
      stages: [{ state: null, exercises: [{ bestScore: null }, {}] }, { state: null }, { state: null }],
    });
  });

  it('is listed with the caller’s progress', async () => {
    const world = await startWithTrack();
    const ada = await world.account();
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());

    const list = (account: Account | null) => {
      const call = world.http.get('/api/v1/tracks').expect(200);
      return account === null ? call : call.set('authorization', account.bearer);
    };

    const about = { slug: 'first-steps', title: 'First steps', stageCount: 3 };
    expect((await list(ada)).body.items).toMatchObject([{ ...about, progress: { earned: 10, passed: 1 } }]);
    expect((await list(null)).body.items).toMatchObject([{ ...about, progress: { earned: 0, passed: 0 } }]);
  });

  it('opens the next stage with the verdict that completes the one before', async () => {
    const world = await startWithTrack();
    const ada = await world.account();
    const statesOf = async () => (await readTrack(world, ada)).stages.map(({ state }) => state);
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());
    const before = await statesOf();

    await world.judge(await world.submit(ada, { slug: 'farewell' }), aVerdict());

    expect(before).toEqual(['in-progress', 'locked', 'available']);
    expect(await statesOf()).toEqual(['complete', 'available', 'available']);
  });

  it('changes nobody’s progress when its stages and exercises change places', async () => {
    const world = await startWithTrack();
    const ada = await world.account();
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());
    await world.judge(await world.submit(ada, { slug: 'sequel' }), aPartialVerdict());
    const before = await readTrack(world, ada);
    folder.write('tracks', [{ path: 'first-steps.yaml', content: reordered }]);

    const after = await readTrack(await start(world), ada);

    const scoresOf = ({ stages }: TrackDetail) =>
      stages
        .flatMap(({ exercises }) => exercises.map(({ slug, bestScore }) => `${slug} ${bestScore}`))
        .sort();
    expect(after.stages.map(({ slug }) => slug)).toEqual(['three', 'two', 'one']);
    expect(after.progress).toEqual(before.progress);
    expect(scoresOf(after)).toEqual(scoresOf(before));
  });

  it('keeps everybody’s progress in an exercise whose folder gets another name', async () => {
    const world = await startWithTrack();
    const ada = await world.account();
    await world.judge(await world.submit(ada, { slug: 'greeting' }), aVerdict());
    folder.rename('greeting', 'salutation');
    folder.write('tracks', [{ path: 'first-steps.yaml', content: track.replace('greeting', 'salutation') }]);

    const renamed = await start(world);

    const { stages } = await readTrack(renamed, ada);
    expect(stages[0]?.exercises[0]).toMatchObject({ slug: 'salutation', bestScore: 100 });
    const { body } = await renamed.http
      .get('/api/v1/submissions?exercise=salutation')
      .set('authorization', ada.bearer);
    expect(body.items).toMatchObject([{ exercise: 'salutation', outcome: 'accepted' }]);
  });
});

async function startWithTrack(): Promise<ApiWorld> {
  for (const slug of ['greeting', 'farewell', 'sequel']) folder.write(slug, exerciseFiles());
  folder.write('tracks', [{ path: 'first-steps.yaml', content: track }]);
  return start();
}

async function readTrack(world: ApiWorld, account?: Account): Promise<TrackDetail> {
  const call = world.http.get('/api/v1/tracks/first-steps').expect(200);
  const { body } = await (account === undefined ? call : call.set('authorization', account.bearer));
  return body as TrackDetail;
}
