import { random, step } from '@touchstone/kit';
import {
  expectStatus,
  expectTokenNeeded,
  get,
  join,
  list,
  pathOf,
  post,
  publish,
  publishSeveral,
  query,
  unwrap,
  type Json,
  people,
} from './conduit.ts';

const LIMIT = 20;

describe('Feed and filters', () => {
  it('lists the newest articles first, twenty unless asked otherwise', async () => {
    const ada = await join();
    const slugs = await publishSeveral(ada, LIMIT + 3);

    await step('all articles', async () =>
      expect((await list('/articles', null)).slugs).toEqual(slugs.slice(0, LIMIT)),
    );
    const ours = await list(`/articles?author=${ada.username}`, null);
    await step('articlesCount says how many there are, not how many are shown', () =>
      expect(ours).toEqual({ slugs: slugs.slice(0, LIMIT), count: slugs.length }),
    );
  });

  it('pages through a list', async () => {
    const [ada, count] = [await join(), 7];
    const slugs = await publishSeveral(ada, count);

    for (const [limit, offset] of [
      [3, 0],
      [3, 3],
      [3, 6],
      [2, 1],
      [5, 20],
    ] as const) {
      const path = `/articles?${query({ author: ada.username, limit, offset })}`;
      await step(`${path}`, async () =>
        expect(await list(path, null)).toEqual({ slugs: slugs.slice(offset, offset + limit), count }),
      );
    }
  });

  it('filters by author and by who favourited', async () => {
    const [ada, ben, cleo] = [await join(), await join(), await join()];
    const byAda = await publishSeveral(ada, 2);
    const byBen = await publishSeveral(ben, 2);
    const liked = [byBen[0] ?? '', byAda[1] ?? ''];
    for (const slug of liked) expectStatus(await post(`${pathOf({ slug })}/favorite`, cleo), 200, 201);

    for (const [filter, slugs] of [
      [{ author: ada.username }, byAda],
      [{ favorited: cleo.username }, liked],
      [{ favorited: cleo.username, author: ada.username }, [liked[1]]],
      [{ favorited: ada.username }, []],
      [{ author: random.word(12) }, []],
    ] as const) {
      const path = `/articles?${query(filter)}`;
      await step(path, async () => expect(await list(path, null)).toEqual({ slugs, count: slugs.length }));
    }
    const [first] = unwrap<Json[]>(await get(`/articles?favorited=${cleo.username}`, cleo), 'articles');
    await step('the first of them, as its reader sees it', () =>
      expect(first).toMatchObject({ favorited: true, favoritesCount: 1, author: { username: ben.username } }),
    );
  });

  it('filters by tag, and still shows every tag of an article', async () => {
    const [ada] = await people(1);
    const [wanted, other] = [random.word(10), random.word(10)];
    const both = await publish(ada, { tagList: [other, wanted] });
    await publish(ada, { tagList: [other] });
    await publish(ada, { tagList: [`${wanted}s`] });

    const answer = expectStatus(await get(`/articles?tag=${wanted}`, null), 200);

    expect(answer).toHaveJson({ articles: [{ slug: both.slug }], articlesCount: 1 });
    const [{ tagList } = {}] = unwrap<{ tagList?: string[] }[]>(answer, 'articles');
    await step('tagList of the article, sorted', () =>
      expect([...(tagList ?? [])].sort()).toEqual([other, wanted].sort()),
    );
  });

  it('feeds a reader with the articles of those they follow', async () => {
    const [ada, ben, cleo] = [await join(), await join(), await join()];
    await step('the feed of somebody who follows nobody', async () =>
      expect(await list('/articles/feed', cleo)).toEqual({ slugs: [], count: 0 }),
    );
    const older = await publishSeveral(ada, 2);
    await publishSeveral(cleo, 1);
    const newer = await publishSeveral(ben, 2);
    for (const { username } of [ada, ben]) await post(`/profiles/${username}/follow`, cleo);
    await post(`/profiles/${ben.username}/follow`, ada);

    const slugs = [...newer, ...older];
    await step('the feed of who follows both', async () =>
      expect(await list('/articles/feed', cleo)).toEqual({ slugs, count: 4 }),
    );
    await step('its second page', async () =>
      expect(await list('/articles/feed?limit=2&offset=1', cleo)).toEqual({
        slugs: slugs.slice(1, 3),
        count: 4,
      }),
    );
    await step('the feed of who follows one', async () =>
      expect(await list('/articles/feed', ada)).toEqual({ slugs: newer, count: 2 }),
    );
    const [first] = unwrap<Json[]>(await get('/articles/feed', cleo), 'articles');
    await step('the author of an article of the feed', () =>
      expect(first?.author).toMatchObject({ username: ben.username, following: true }),
    );
    await expectTokenNeeded([[get, '/articles/feed']]);
  });
});
