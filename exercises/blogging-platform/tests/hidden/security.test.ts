import { createHash, createHmac } from 'node:crypto';
import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  comment,
  expectCreated,
  expectStatus,
  get,
  join,
  list,
  newArticle,
  newUser,
  pathOf,
  post,
  publish,
  put,
  query,
  readArticle,
  readComments,
  readProfile,
  remove,
  unwrap,
  type Article,
  type Json,
  type Person,
  people,
} from './conduit.ts';
import { judgeHash, readNewTexts } from './database.ts';

const GUESSES = ['secret', 'jwt-secret', 'changeme', 'superSecret', 'your-256-bit-secret'];

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What somebody would try who has a token and wants another one. */
function forge({ token, username }: Person): Record<string, string> {
  const { length } = token;
  const swap = (place: number) =>
    token.slice(0, place) + (token[place] === 'A' ? 'B' : 'A') + token.slice(place + 1);
  const payload = token.split('.')[1] ?? encode({ sub: username, id: 1, username, exp: 9_999_999_999 });
  const sign = (head: string, secret: string) =>
    `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
  return {
    'with another character in the middle': swap(Math.floor(length / 2)),
    'with another character near its end': swap(length - 6),
    'without its last ten characters': token.slice(0, -10),
    'as a JWT with the algorithm none': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    ...Object.fromEntries(
      GUESSES.map((secret) => [
        `as a JWT signed with the secret "${secret}"`,
        sign(`${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}`, secret),
      ]),
    ),
  };
}

describe('Security', () => {
  it('stores passwords as slow, salted hashes', async () => {
    const password = random.word(12);
    const users: Person[] = [];

    const texts = await readNewTexts(async () => {
      for (const user of [newUser(), newUser()]) users.push(await join({ ...user, password }));
    });
    const changed = await readNewTexts(() => put('/user', users[0] ?? null, { user: { password } }));

    const judge = (found: readonly string[]) => found.map(judgeHash).filter((verdict) => verdict !== null);
    await step('hashes that two registrations with one password added to your tables', () =>
      expect(judge(texts)).toEqual(['slow', 'slow']),
    );
    await step('hashes that a change of password added to your tables', () =>
      expect(judge(changed)).toEqual(['slow']),
    );
  });

  it('keeps no password readable in the database', async () => {
    const [first, second] = [random.word(14), random.word(14)];

    const texts = await readNewTexts(async () => {
      const ada = await join({ ...newUser(), password: first });
      expect(await put('/user', ada, { user: { password: second } })).toHaveStatus(200);
      await post('/users/login', null, { user: { email: ada.email, password: second } });
    });

    const all = texts.join('\n').toLowerCase();
    for (const password of [first, second]) {
      const forms = {
        'as it is': password,
        'in Base64': Buffer.from(password).toString('base64').replace(/=+$/, '').slice(0, -1),
        'in hexadecimal': Buffer.from(password).toString('hex'),
        ...Object.fromEntries(
          ['md5', 'sha1', 'sha256', 'sha512'].map((name) => [
            `as unsalted ${name.toUpperCase()}`,
            createHash(name).update(password).digest('hex'),
          ]),
        ),
      };
      await step(
        `forms in which your tables hold the ${password === first ? 'first' : 'changed'} password`,
        () =>
          expect(
            Object.entries(forms).flatMap(([form, text]) => (all.includes(text.toLowerCase()) ? [form] : [])),
          ).toEqual([]),
      );
    }
  });

  it('lets nobody edit or delete what somebody else wrote', async () => {
    const [ada, eve] = await people(2);
    const article = await publish(ada);
    const { id } = await comment(article, ada);

    expect(await put(pathOf(article), eve, { article: { title: 'Mine', body: 'Mine' } })).toHaveStatus(403);
    expect(await remove(pathOf(article), eve)).toHaveStatus(403);
    expect(await remove(`${pathOf(article)}/comments/${id}`, eve)).toHaveStatus(403);

    const { title, body } = article;
    await step('the article afterwards', async () =>
      expect(await readArticle(article, null)).toMatchObject({
        title,
        body,
        author: { username: ada.username },
      }),
    );
    await step('comments afterwards', async () => expect(await readComments(article, null)).toHaveLength(1));
  });

  it('takes what looks like SQL as text', async () => {
    const [ada] = await people(1);
    const tag = `${random.word()}'s; --`;
    const body = `Robert'); DROP TABLE articles; -- ${random.word()} $1 %s \\' "`;
    const article = await publish(ada, { body, tagList: [tag] });

    for (const text of [`' OR '1'='1`, `x') OR (1=1) --`, `%`, `${ada.username.slice(0, -1)}_`]) {
      for (const name of ['tag', 'author', 'favorited']) {
        const path = `/articles?${query({ [name]: text })}`;
        await step(path, async () => expect(await list(path, null)).toEqual({ slugs: [], count: 0 }));
      }
    }
    await step("log in with the address ' OR 1=1 --", async () => {
      const user = { email: "' OR 1=1 --", password: ada.password };
      expectStatus(await post('/users/login', null, { user }), 401, 403, 422);
    });
    const path = `/articles?${query({ tag })}`;
    await step(path, async () => expect(await list(path, null)).toEqual({ slugs: [article.slug], count: 1 }));
    await step('the article', async () =>
      expect(await readArticle(article, null)).toMatchObject({ body, tagList: [tag] }),
    );
  });

  it('sets nothing that is not the client’s to set', async () => {
    const [ada, eve] = await people(2);
    const past = '2001-02-03T04:05:06.000Z';
    const extra = {
      id: 1,
      author: { username: ada.username },
      author_id: 1,
      authorId: 1,
      favorited: true,
      favoritesCount: 99,
      created_at: past,
      createdAt: past,
    };
    const expected = { author: { username: eve.username }, favorited: false, favoritesCount: 0 };

    const published = expectCreated(await post('/articles', eve, { article: { ...newArticle(), ...extra } }));
    expect(published).toHaveJson({ article: expected });
    const article = unwrap<Article>(published, 'article');
    const edited = await put(pathOf(article), eve, {
      article: { ...extra, description: random.sentence(3) },
    });
    expect(edited).toHaveStatus(200);
    expect(edited).toHaveJson({ article: expected });

    const { createdAt } = await readArticle(article, eve);
    await step('createdAt of the article', () =>
      expect(Date.parse(String(createdAt))).toBeGreaterThan(Date.parse(past)),
    );
    const said = expectCreated(
      await post(`${pathOf(article)}/comments`, eve, { comment: { body: random.sentence(), ...extra } }),
    );
    expect(said).toHaveJson({ comment: { author: { username: eve.username } } });
  });

  it('shows nobody’s address, password or hash', async () => {
    const [[ada], ben] = [await people(1), await join()];
    const article = await publish(ada);
    await comment(article, ada);
    await post(`/profiles/${ada.username}/follow`, ben);

    const answers: [string, HttpResponse, string[]][] = [
      ['the profile', await get(`/profiles/${ada.username}`, ben), [ada.email]],
      ['the article', await get(pathOf(article), ben), [ada.email]],
      ['the list', await get(`/articles?author=${ada.username}`, null), [ada.email]],
      ['the feed', await get('/articles/feed', ben), [ada.email]],
      ['the comments', await get(`${pathOf(article)}/comments`, ben), [ada.email]],
      ['the favourited article', await post(`${pathOf(article)}/favorite`, ben), [ada.email]],
      ['the user themselves', await get('/user', ada), []],
      [
        'the login',
        await post('/users/login', null, { user: { email: ada.email, password: ada.password } }),
        [],
      ],
    ];

    for (const [what, answer, addresses] of answers) {
      const { text } = expectStatus(answer, 200, 201);
      const names = text.match(/"[^"]*(?:password|hash|salt)[^"]*":/gi) ?? [];
      await step(`what ${what} shows and should not`, () =>
        expect([...names, ...[...addresses, ada.password].filter((secret) => text.includes(secret))]).toEqual(
          [],
        ),
      );
    }
  });

  it('refuses tokens that it did not give out', async () => {
    const [ada] = await people(1);

    for (const [how, token] of Object.entries(forge(ada))) {
      await step(`the token ${how}`, async () =>
        expect(await get('/user', { ...ada, token })).toHaveStatus(401),
      );
    }
    await step('the token itself', async () => expect(await get('/user', ada)).toHaveStatus(200));
  });

  it('gives nobody the rights of whoever had their name before', async () => {
    const ada = await join();
    const renamed = { username: random.word(10), email: random.email() };
    expect(await put('/user', ada, { user: renamed })).toHaveStatus(200);
    const ben = await join({ ...newUser(), username: ada.username, email: ada.email });
    const article = await publish(ben);

    const current = expectStatus(await get('/user', ada), 401, 200);
    if (current.status === 200) expect(current).toHaveJson({ user: renamed });
    expectStatus(await remove(pathOf(article), ada), 403, 401);

    const bio = random.sentence();
    await put('/user', ada, { user: { bio } });
    await step('the profile of who has the name now', async () =>
      expect((await readProfile(ben, null)).bio).not.toBe(bio),
    );
  });

  it('answers nonsense with 4xx', async () => {
    const [ada] = await people(1);
    const article = await publish(ada);
    const [path, nul] = [pathOf(article), `a\u0000${random.word()}`];
    const requests: [typeof post, string, Person | null, unknown?][] = [
      ...[
        [],
        null,
        'x',
        { user: null },
        { user: 'x' },
        { user: { username: {}, email: [], password: 7 } },
      ].map((json): [typeof post, string, null, unknown] => [post, '/users', null, json]),
      [post, '/users', null, { user: { ...newUser(), username: nul } }],
      [post, '/users/login', null, { user: { email: { x: 1 }, password: [1] } }],
      [put, '/user', ada, { user: { username: 7, bio: {} } }],
      ...[
        { title: 7 },
        { body: [] },
        { description: {} },
        { tagList: 'x' },
        { tagList: [7, null] },
        { title: nul },
      ].map((part): [typeof post, string, Person, unknown] => [
        post,
        '/articles',
        ada,
        { article: newArticle(part) },
      ]),
      [put, path, ada, { article: { title: ['x'] } }],
      [post, `${path}/comments`, ada, { comment: { body: { x: 1 } } }],
      [remove, `${path}/comments/abc`, ada],
      [remove, `${path}/comments/99999999999999999999`, ada],
      [get, '/articles/%E0%A4%A', ada],
      [get, '/profiles/%00', ada],
      [get, `/${random.word()}`, null],
    ];

    for (const [send, to, by, json] of requests) {
      const { status } = await send(to, by, json as Json);
      await step(`what comes for ${JSON.stringify(json) ?? 'a request'} to ${to}`, () =>
        expect(`${Math.floor(status / 100)}xx`).toBe('4xx'),
      );
    }
    for (const search of [
      'limit=-1',
      'limit=ten',
      'offset=-5',
      'offset=1e3',
      'limit=99999999999999999999',
      'tag=%00',
    ]) {
      expectStatus(await get(`/articles?${search}`, null), 200, 422, 400);
    }
    await step('and is still there', async () => expect(await subject.get('/healthz')).toHaveStatus(200));
  });
});
