import { random, step } from '@touchstone/kit';
import {
  comment,
  expectCreated,
  expectDeleted,
  expectInvalid,
  expectTokenNeeded,
  get,
  join,
  pathOf,
  post,
  publish,
  readComments,
  remove,
  unwrap,
  type Json,
  people,
} from './conduit.ts';

const sorted = (comments: readonly Json[]) => comments.map(({ body }) => body).sort();

describe('Comments', () => {
  it('adds comments to an article and shows them to everybody', async () => {
    const [ada, [ben]] = [await join(), await people(1)];
    const [article, other] = [await publish(ada), await publish(ada)];
    const bodies = [random.sentence(), random.sentence()].sort();

    const path = `${pathOf(article)}/comments`;
    const answer = expectCreated(await post(path, ben, { comment: { body: bodies[0] } }));
    await comment(article, ada, bodies[1]);

    const dates = { createdAt: expect.any(String), updatedAt: expect.any(String) };
    expect(answer).toHaveJson({
      comment: { id: expect.any(Number), body: bodies[0], ...dates, author: { username: ben.username } },
    });
    await post(`/profiles/${ben.username}/follow`, ada);
    for (const [reader, following] of [
      [null, false],
      [ada, true],
    ] as const) {
      const comments = await readComments(article, reader);
      await step('bodies of the comments, sorted', () => expect(sorted(comments)).toEqual(bodies));
      const { id } = unwrap(answer, 'comment');
      await step(`the author of the first one, read ${reader ? 'by a follower' : 'without a token'}`, () =>
        expect(comments.find((one) => one.id === id)?.author).toMatchObject({
          username: ben.username,
          following,
        }),
      );
    }
    await step('comments of another article', async () =>
      expect(await readComments(other, null)).toEqual([]),
    );
  });

  it('deletes a comment of one’s own', async () => {
    const [ada, ben] = await people(2);
    const article = await publish(ada);
    const [{ id }, kept] = [await comment(article, ben), await comment(article, ben)];
    const path = `${pathOf(article)}/comments`;

    expectDeleted(await remove(`${path}/${id}`, ben));

    await step('bodies of the comments that are left', async () =>
      expect(sorted(await readComments(article, null))).toEqual([kept.body]),
    );
    await step('delete it again', async () => expect(await remove(`${path}/${id}`, ben)).toHaveStatus(404));
  });

  it('wants a token and a body, and knows what does not exist', async () => {
    const [ada] = await people(1);
    const article = await publish(ada);
    const { id } = await comment(article, ada);
    const path = `${pathOf(article)}/comments`;
    const nowhere = `/articles/${random.word(9)}-${random.word(9)}/comments`;

    await expectTokenNeeded([
      [post, path, { comment: { body: random.sentence() } }],
      [remove, `${path}/${id}`],
    ]);
    await step('without a body', async () => expectInvalid(await post(path, ada, { comment: {} })));
    await step('with an empty body', async () =>
      expectInvalid(await post(path, ada, { comment: { body: '' } })),
    );
    expect(await get(nowhere, null)).toHaveStatus(404);
    expect(await post(nowhere, ada, { comment: { body: random.sentence() } })).toHaveStatus(404);
    expect(await remove(`${path}/${random.integer(1_000_000_000, 2_000_000_000)}`, ada)).toHaveStatus(404);
    await step('comments afterwards', async () => expect(await readComments(article, null)).toHaveLength(1));
  });
});
