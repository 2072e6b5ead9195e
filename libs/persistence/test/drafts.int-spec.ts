import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ExerciseId, type DraftOccasion, type SubmissionFile } from '#contracts';
import { DraftRepository } from '../drafts/draft.repository.js';
import type { DraftKey } from '../drafts/draft-record.js';
import { JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let drafts: DraftRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  drafts = new DraftRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const program = (content: string): SubmissionFile[] => [{ path: 'main.ts', content }];

const aKey = async (overrides: Partial<DraftKey> = {}): Promise<DraftKey> => ({
  userId: await world.aUser(),
  exerciseId: ExerciseId.parse(randomUUID()),
  runtime: 'node',
  ...overrides,
});

/** Saves on top of whatever is there. */
async function save(key: DraftKey, content: string, occasion: DraftOccasion = 'edit') {
  const base = (await drafts.find(key))?.revision ?? 0;
  const answer = await drafts.save({ ...key, base, occasion, files: program(content) });
  if (!answer.saved) throw new Error('somebody else has saved');
  return answer.draft;
}

const occasionsOf = async (key: DraftKey) =>
  (await drafts.listRevisions(key)).map(({ occasion }) => occasion);

/** As if the revisions of this draft had been saved a while ago. */
const age = (key: DraftKey, minutes: number) =>
  database.dataSource.query(
    `UPDATE draft_revisions SET opened_at = opened_at - $2 * interval '1 minute',
       saved_at = saved_at - $2 * interval '1 minute' WHERE user_id = $1`,
    [key.userId, minutes],
  );

describe('a draft', () => {
  it('is found as it was saved last', async () => {
    const key = await aKey();
    const files = [
      { path: 'src/z.ts', content: 'züri 😀\n' },
      { path: 'a.ts', content: '' },
    ];
    await save(key, 'before');

    const { saved, draft } = await drafts.save({ ...key, base: 1, occasion: 'edit', files });

    expect(saved).toBe(true);
    expect(await drafts.find(key)).toEqual(draft);
    expect(draft).toMatchObject({ revision: 2, files });
  });

  it('is one of its own for each person, exercise and runtime', async () => {
    const key = await aKey();
    await save(key, 'mine');

    const others = [
      await aKey({ exerciseId: key.exerciseId }),
      await aKey({ userId: key.userId }),
      { ...key, runtime: 'python' as const },
    ];

    expect(await Promise.all(others.map((other) => drafts.find(other)))).toEqual([null, null, null]);
  });

  it('goes with its owner', async () => {
    const key = await aKey();
    await save(key, 'mine');

    await database.dataSource.query('DELETE FROM users WHERE id = $1', [key.userId]);

    expect(await drafts.find(key)).toBeNull();
  });
});

describe('two browsers', () => {
  it('never overwrite each other unseen', async () => {
    const key = await aKey();
    const { revision: base } = await save(key, 'both read this');
    await drafts.save({ ...key, base, occasion: 'edit', files: program('first') });

    const second = await drafts.save({ ...key, base, occasion: 'edit', files: program('second') });

    expect(second).toMatchObject({ saved: false, draft: { files: program('first') } });
    expect(await drafts.find(key)).toMatchObject({ files: program('first') });
  });

  it('that begin at once: one is first, and the other is shown its draft', async () => {
    const key = await aKey();

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        drafts.save({ ...key, base: 0, occasion: 'edit', files: program(`browser ${i}`) }),
      ),
    );

    const won = answers.filter(({ saved }) => saved);
    expect(won).toHaveLength(1);
    for (const { draft } of answers) expect(draft).toMatchObject({ files: won[0]!.draft!.files });
  });

  it('lose nothing when each saves on top of what it was shown, in parallel', async () => {
    const key = await aKey();
    const insist = async (name: string) => {
      let base = 0;
      for (;;) {
        const { saved, draft } = await drafts.save({
          ...key,
          base,
          occasion: 'conflict',
          files: program(name),
        });
        if (saved) return;
        base = draft!.revision;
      }
    };

    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(insist));

    const history = await drafts.listRevisions(key);
    const contents = await Promise.all(history.map(({ id }) => drafts.findRevision(key, id)));
    expect(contents.map((revision) => revision!.files[0]!.content).toSorted()).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  it('are told that a save is there whose answer got lost', async () => {
    const key = await aKey();
    const { revision: base } = await save(key, 'one');
    const request = { ...key, base, occasion: 'edit' as const, files: program('two') };
    const first = await drafts.save(request);

    const again = await drafts.save(request);

    expect(again).toEqual(first);
  });

  it('hear that nothing is there when the draft they began from is gone', async () => {
    const key = await aKey();

    const answer = await drafts.save({ ...key, base: 7, occasion: 'edit', files: program('x') });

    expect(answer).toEqual({ saved: false, draft: null });
  });
});

describe('the history', () => {
  it('takes the edits of a few minutes as one', async () => {
    const key = await aKey();
    for (const content of ['a', 'ab', 'abc']) await save(key, content);
    await age(key, 6);
    for (const content of ['abcd', 'abcde']) await save(key, content);

    const history = await drafts.listRevisions(key);

    expect(history).toHaveLength(2);
    expect(await drafts.findRevision(key, history[1]!.id)).toMatchObject({ files: program('abc') });
    expect(await drafts.find(key)).toMatchObject({ revision: 5, files: program('abcde') });
  });

  it('keeps what was submitted apart from the edits after it', async () => {
    const key = await aKey();
    await save(key, 'one');
    await save(key, 'two', 'submit');
    await save(key, 'three');

    expect(await occasionsOf(key)).toEqual(['edit', 'submit']);
  });

  it('remembers that files were submitted as they lay saved', async () => {
    const key = await aKey();
    const { revision } = await save(key, 'one');

    const again = await save(key, 'one', 'submit');

    expect(again.revision).toBe(revision);
    expect(await occasionsOf(key)).toEqual(['submit']);
  });

  it.each(['reset', 'restore', 'conflict'] as const)(
    'keeps the draft that a %s replaces',
    async (occasion) => {
      const key = await aKey();
      await save(key, 'hours of work');
      await save(key, 'something else', occasion);
      await save(key, 'something more');

      const history = await drafts.listRevisions(key);

      expect(history.map((revision) => revision.occasion)).toEqual(['edit', occasion, 'edit']);
      expect(await drafts.findRevision(key, history[2]!.id)).toMatchObject({
        files: program('hours of work'),
      });
    },
  );

  it('forgets old edits before what was submitted or replaced', async () => {
    const key = await aKey();
    await save(key, 'replaced');
    await save(key, 'submitted', 'submit');
    for (let i = 0; i < 35; i++) {
      await save(key, `edit ${i}`);
      await age(key, 6);
    }

    const history = await drafts.listRevisions(key);

    expect(history).toHaveLength(31);
    expect(history.at(-1)).toMatchObject({ occasion: 'submit' });
    expect(history[0]!.bytes).toBe('edit 34'.length);
  });

  it('of one person takes up no more than 32 MiB, and costs no draft its current state', async () => {
    const keys = [await aKey()];
    for (let i = 0; i < 2; i++) keys.push(await aKey({ userId: keys[0]!.userId }));
    const [key, second, third] = keys as [DraftKey, DraftKey, DraftKey];
    await save(third, 'another exercise');
    const large = Array.from({ length: 4 }, (_, i) => ({ path: `f${i}`, content: 'x'.repeat(256 * 1024) }));
    for (let base = 0; base < 20; base++) {
      const files = [...large.slice(1), { path: 'n', content: String(base).padEnd(256 * 1024) }];
      for (const one of [key, second]) await drafts.save({ ...one, base, occasion: 'submit', files });
    }

    const history = [...(await drafts.listRevisions(key)), ...(await drafts.listRevisions(second))];

    const sum = history.reduce((bytes, revision) => bytes + revision.bytes, 0);
    expect(sum).toBeGreaterThan(30 * 1024 * 1024);
    expect(sum).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(await drafts.find(second)).toMatchObject({ revision: 20 });
    expect(await drafts.find(third)).toMatchObject({ files: program('another exercise') });
  });

  it('is read by its owner alone', async () => {
    const key = await aKey();
    await save(key, 'mine');
    const [revision] = await drafts.listRevisions(key);

    const eve = await aKey({ exerciseId: key.exerciseId });

    expect(await drafts.findRevision(eve, revision!.id)).toBeNull();
    expect(await drafts.listRevisions(eve)).toEqual([]);
  });
});
