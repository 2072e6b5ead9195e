import { random, sleep, step } from '@touchstone/kit';
import {
  comment,
  expectCreated,
  expectDeleted,
  expectErrors,
  expectInvalid,
  expectTokenNeeded,
  get,
  join,
  list,
  newArticle,
  pathOf,
  post,
  publish,
  put,
  readArticle,
  remove,
  unwrap,
  type Article,
  type Json,
  people,
} from './conduit.ts';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const toSlug = (title: string) => title.toLowerCase().replaceAll(' ', '-');

describe('Articles', () => {
  it('publishes an article for everybody to read', async () => {
    const [ada, ben] = await people(2);
    const tagList = [random.word(9), random.word(9)].sort();
    const given = newArticle();

    const answer = expectCreated(await post('/articles', ada, { article: { ...given, tagList } }));

    const expected = {
      ...given,
      slug: expect.stringMatching(`^${toSlug(given.title)}(-[A-Za-z0-9_-]+)?$`),
      createdAt: expect.stringMatching(MOMENT),
      updatedAt: expect.stringMatching(MOMENT),
      favorited: false,
      favoritesCount: 0,
      author: { username: ada.username, following: false },
    };
    expect(answer).toHaveJson({ article: expected });
    const { slug, tagList: tags } = unwrap<Article>(answer, 'article');
    await step('tagList of the new article, sorted', () =>
      expect([...(tags as string[])].sort()).toEqual(tagList),
    );
    for (const reader of [null, ben]) {
      const read = await get(`/articles/${slug}`, reader);
      expect(read).toHaveStatus(200);
      expect(read).toHaveJson({ article: { ...expected, slug } });
    }
    const [tag] = tagList;
    for (let times = 1; times <= 3; times += 1) await publish(ada, { tagList: [tag] });
    await step('how often GET /tags lists a tag that more articles have than any other', async () => {
      const known = unwrap<string[]>(await get('/tags', null), 'tags');
      expect(known.filter((name) => name === tag)).toHaveLength(1);
    });
  });

  it('says what is missing from an article', async () => {
    const [ada] = await people(1);

    for (const name of ['title', 'description', 'body']) {
      const { [name]: _, ...others } = newArticle() as Json;
      await step(`without ${name}`, async () =>
        expectInvalid(await post('/articles', ada, { article: others })),
      );
      await step(`with an empty ${name}`, async () =>
        expectInvalid(await post('/articles', ada, { article: { ...others, [name]: '' } })),
      );
    }
  });

  it('changes what is given, and the slug with the title', async () => {
    const [ada] = await people(1);
    const tagList = [random.word(9)];
    const article = await publish(ada, { tagList });
    const [body, { title }] = [random.sentence(9), newArticle()];
    await sleep(5);

    const edited = await put(pathOf(article), ada, { article: { body } });

    expect(edited).toHaveStatus(200);
    const { slug, description, createdAt } = article;
    expect(edited).toHaveJson({ article: { slug, title: article.title, description, body, tagList } });
    const { updatedAt } = unwrap(edited, 'article');
    await step('updatedAt lies behind createdAt', () =>
      expect(Date.parse(String(updatedAt))).toBeGreaterThan(Date.parse(String(createdAt))),
    );
    const renamed = await put(pathOf(article), ada, { article: { title } });
    expect(renamed).toHaveStatus(200);
    const newSlug = expect.stringMatching(`^${toSlug(title)}(-[A-Za-z0-9_-]+)?$`);
    expect(renamed).toHaveJson({ article: { slug: newSlug, title, description, body, tagList } });
    await step('the article under its new slug', async () =>
      expect(await readArticle(unwrap<Article>(renamed, 'article'), null)).toMatchObject({
        title,
        description,
        body,
      }),
    );
  });

  it('deletes an article with its comments and favourites', async () => {
    const [ada, [ben]] = [await join(), await people(1)];
    const article = await publish(ada, { tagList: [random.word(9)] });
    await comment(article, ben);
    await post(`${pathOf(article)}/favorite`, ben);

    expectDeleted(await remove(pathOf(article), ada));

    expect(await get(pathOf(article), ada)).toHaveStatus(404);
    expect(await get(`${pathOf(article)}/comments`, null)).toHaveStatus(404);
    await step("the author's articles", async () =>
      expect(await list(`/articles?author=${ada.username}`, null)).toEqual({ slugs: [], count: 0 }),
    );
  });

  it('never gives one slug to two articles', async () => {
    const [ada, ben] = await people(2);
    const first = await publish(ada);

    for (const author of [ada, ben]) {
      const given = newArticle({ title: first.title });
      const answer = await post('/articles', author, { article: given });
      if (answer.status === 422 || answer.status === 409) {
        expectErrors(answer);
      } else {
        const second = unwrap<Article>(expectCreated(answer), 'article');
        await step('slug of another article with the same title', () =>
          expect(second.slug).not.toBe(first.slug),
        );
        expect(await readArticle(second, null)).toMatchObject({ body: given.body });
      }
    }
    await step('the first article afterwards', async () =>
      expect(await readArticle(first, null)).toMatchObject({
        body: first.body,
        author: { username: ada.username },
      }),
    );
  });

  it('wants a token to write, and knows what does not exist', async () => {
    const [ada] = await people(1);
    const path = pathOf(await publish(ada));
    const nowhere = pathOf({ slug: `${random.word(9)}-${random.word(9)}` });

    await expectTokenNeeded([
      [post, '/articles', { article: newArticle() }],
      [put, path, { article: { body: random.sentence() } }],
      [remove, path],
    ]);
    expect(await get(nowhere, null)).toHaveStatus(404);
    expect(await put(nowhere, ada, { article: { body: random.sentence() } })).toHaveStatus(404);
    expect(await remove(nowhere, ada)).toHaveStatus(404);
  });
});
