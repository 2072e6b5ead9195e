import { random, step } from '@touchstone/kit';
import {
  expectStatus,
  expectTokenNeeded,
  pathOf,
  post,
  publish,
  readArticle,
  remove,
  people,
} from './conduit.ts';

describe('Favourites', () => {
  it('counts favourites, and shows each reader their own', async () => {
    const [ada, ben, cleo] = await people(3);
    const [article, other] = [await publish(ada), await publish(ada)];

    for (const [index, reader] of [ben, cleo].entries()) {
      const answer = expectStatus(await post(`${pathOf(article)}/favorite`, reader), 200, 201);
      expect(answer).toHaveJson({
        article: { slug: article.slug, favorited: true, favoritesCount: index + 1 },
      });
    }

    for (const [reader, favorited] of [
      [ben, true],
      [ada, false],
      [null, false],
    ] as const) {
      const { favorited: seen, favoritesCount } = await readArticle(article, reader);
      const who = reader === ben ? 'who favourited it' : reader ? 'who did not' : 'without a token';
      await step(`the article, read by ${who}`, () =>
        expect({ favorited: seen, favoritesCount }).toEqual({ favorited, favoritesCount: 2 }),
      );
    }
    await step('another article', async () =>
      expect(await readArticle(other, ben)).toMatchObject({ favorited: false, favoritesCount: 0 }),
    );
  });

  it('counts a reader once, and takes a favourite back', async () => {
    const [ada, ben, cleo] = await people(3);
    const article = await publish(ada);
    const path = `${pathOf(article)}/favorite`;
    await post(path, cleo);

    for (const [send, favorited, favoritesCount] of [
      [post, true, 2],
      [post, true, 2],
      [remove, false, 1],
      [remove, false, 1],
    ] as const) {
      const answer = expectStatus(await send(path, ben), 200, 201);
      expect(answer).toHaveJson({ article: { favorited, favoritesCount } });
    }
    await step('the article afterwards', async () =>
      expect(await readArticle(article, cleo)).toMatchObject({ favorited: true, favoritesCount: 1 }),
    );
  });

  it('wants a token, and an article that exists', async () => {
    const [ada] = await people(1);
    const path = `${pathOf(await publish(ada))}/favorite`;
    const nowhere = `/articles/${random.word(9)}-${random.word(9)}/favorite`;

    await expectTokenNeeded([
      [post, path],
      [remove, path],
    ]);
    expect(await post(nowhere, ada)).toHaveStatus(404);
    expect(await remove(nowhere, ada)).toHaveStatus(404);
  });
});
