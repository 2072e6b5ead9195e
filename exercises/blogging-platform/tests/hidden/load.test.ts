import { load, random, services, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  expectStatus,
  get,
  join,
  list,
  newArticle,
  newUser,
  pathOf,
  post,
  publish,
  readArticle,
  remove,
  unwrap,
  type Article,
  people,
} from './conduit.ts';
import { whileWritesWait } from './database.ts';

const AT_ONCE = 40;
const MOST_CONNECTIONS = 20;

/** Sends them so that they meet at their first write; each has to be answered. */
async function sendAtOnce(
  count: number,
  send: (index: number) => Promise<HttpResponse>,
): Promise<HttpResponse[]> {
  const { errors, values } = await whileWritesWait(() => load(count, count, send));
  await step('requests without an answer', () => expect(errors.map(({ message }) => message)).toEqual([]));
  return [...values];
}

/** Refused with 422 or 409, done with 201 or 200, or what else came. */
function sortOut(answers: readonly HttpResponse[]): string[] {
  const words: Record<number, string> = { 200: 'done', 201: 'done', 409: 'refused', 422: 'refused' };
  return answers.map(({ status }) => words[status] ?? String(status)).sort();
}

describe('Load', () => {
  it('gives a name that many want at once to one of them', async () => {
    const count = 5;
    await join(); // a program may make its tables when it is first asked
    for (const taken of ['username', 'email'] as const) {
      const wanted = newUser()[taken];

      const answers = await sendAtOnce(count, () =>
        post('/users', null, { user: { ...newUser(), [taken]: wanted } }),
      );

      await step(`${count} registrations of one ${taken} at the same moment`, () =>
        expect(sortOut(answers)).toEqual(['done', ...Array<string>(count - 1).fill('refused')]),
      );
    }
  });

  it('counts every reader once when all favourite at once', async () => {
    const [readers, times] = [5, 4] as const;
    const all = await people(readers);
    const article = await publish(all[0]);
    const path = `${pathOf(article)}/favorite`;
    const pick = (index: number) => all[index % readers] ?? null;

    const given = await sendAtOnce(readers * times, (index) => post(path, pick(index)));

    await step('answers to favourites', () =>
      expect(sortOut(given)).toEqual(Array(readers * times).fill('done')),
    );
    await step(
      `favoritesCount after ${readers} readers favourited ${times} times each, all at once`,
      async () => expect((await readArticle(article, null)).favoritesCount).toBe(readers),
    );
    await sendAtOnce((readers - 1) * 2, (index) => remove(path, all[index % (readers - 1)] ?? null));
    await step('favoritesCount after all but one took it back, twice each, all at once', async () =>
      expect((await readArticle(article, null)).favoritesCount).toBe(1),
    );
    await step('how often the list of what the last reader favourites shows the article', async () => {
      const { slugs } = await list(`/articles?favorited=${all[4].username}`, null);
      expect(slugs.filter((slug) => slug === article.slug)).toHaveLength(1);
    });
  });

  it('keeps articles of one title apart when they are published at once', async () => {
    const [ada, { title }, count] = [await join(), newArticle(), 10];
    const bodies = Array.from({ length: count }, () => random.sentence(8));

    const answers = await sendAtOnce(count, (index) =>
      post('/articles', ada, { article: newArticle({ title, body: bodies[index] }) }),
    );

    const results = sortOut(answers);
    await step(`${count} articles of one title, at the same moment`, () =>
      expect(results).toEqual(
        results.map((_, index) => (index === 0 || results[index] === 'done' ? 'done' : 'refused')),
      ),
    );
    const slugs = new Set<string>();
    for (const [index, answer] of answers.entries()) {
      if (answer.status > 299) continue;
      const { slug } = unwrap<Article>(answer, 'article');
      slugs.add(slug);
      await step(`the article ${slug}`, async () =>
        expect((await readArticle({ slug }, null)).body).toBe(bodies[index]),
      );
    }
    const done = results.filter((word) => word === 'done').length;
    await step('different slugs among them', () => expect(slugs.size).toBe(done));
    await step('articlesCount of the author', async () =>
      expect((await list(`/articles?author=${ada.username}`, null)).count).toBe(done),
    );
  });

  it('shares a few connections among many requests', async () => {
    const [ada] = await people(1);
    const path = pathOf(await publish(ada));

    const { errors, values } = await load(3 * AT_ONCE, AT_ONCE, (index) =>
      index % 2 ? get('/articles?limit=5', ada) : get(path, null),
    );

    await step('requests without an answer', () => expect(errors.map(({ message }) => message)).toEqual([]));
    for (const answer of values) expectStatus(answer, 200);
    const { username } = new URL(services.postgres.subjectUrl);
    const [row] = await services.postgres.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = $1',
      [username],
    );
    await step('connections to PostgreSQL after requests of which 40 came at the same moment', () =>
      expect(row?.count).toBeLessThanOrEqual(MOST_CONNECTIONS),
    );
  });

  it('goes on after a restart as if nothing had happened', async () => {
    const [ada, ben] = await people(2);
    const article = await publish(ada, { tagList: [random.word(9)] });
    await post(`${pathOf(article)}/favorite`, ben);

    await subject.restart();

    await step('with the token from before', async () =>
      expect(await get('/user', ada)).toHaveJson({ user: { username: ada.username } }),
    );
    await step('the article', async () =>
      expect(await readArticle(article, ben)).toMatchObject({
        title: article.title,
        favorited: true,
        favoritesCount: 1,
      }),
    );
  });
});
