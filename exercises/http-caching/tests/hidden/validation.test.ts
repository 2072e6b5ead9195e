import { random, step, subject } from '@touchstone/kit';
import type { Headers } from './caches.ts';
import { aText, bookmark, findStyle, GERMAN, publish, read, readTag, signUp, tagOf } from './paper.ts';

/** Everything that there is a tag of, with the request that gets it. */
async function listPages(): Promise<[what: string, path: string, headers: Headers][]> {
  const { slug } = await publish();
  const reader = await signUp();
  return [
    ['an article', `/articles/${slug}`, {}],
    ['an article in German', `/articles/${slug}`, GERMAN],
    ['an article for a reader', `/articles/${slug}`, reader],
    ['the front page', '/front', {}],
    ['the page of a reader', '/me', reader],
    ['the style sheet', await findStyle(), {}],
  ];
}

describe('Validation', () => {
  it('has a strong entity tag for every page, the same until something changes', async () => {
    for (const [what, path, headers] of await listPages()) {
      const [first, second] = [await read(path, headers), await read(path, headers)];
      await step(`ETag of ${what}`, () => expect(tagOf(first)).toMatch(/^"[^"]+"$/));
      await step(`ETag of ${what}, asked for twice`, () => expect(tagOf(second)).toBe(tagOf(first)));
    }
  });

  it('has another entity tag after every change', async () => {
    const { slug, de } = await publish();
    const path = `/articles/${slug}`;
    const [article, front] = [new Map<string, string>(), new Map<string, string>()];

    // One after the other as fast as it goes, and all of the same length.
    const titles = Array.from({ length: 5 }, () => random.word(10));
    for (const title of titles) {
      await publish(slug, { en: { title, text: 'The same text.' }, de });
      article.set(title, await readTag(path));
      front.set(title, await readTag('/front'));
    }

    await step('different tags of five versions of an article', () =>
      expect(new Set(article.values()).size).toBe(5),
    );
    await step('different tags of five versions of the front page', () =>
      expect(new Set(front.values()).size).toBe(5),
    );
  });

  it('keeps an entity tag as long as the answer stays the same, whatever is published', async () => {
    const { slug, en, de } = await publish();
    const path = `/articles/${slug}`;
    const readTags = async () => ({
      english: await readTag(path),
      german: await readTag(path, GERMAN),
      'front page': await readTag('/front'),
    });
    const before = await readTags();
    await step('the ETag of an article', () => expect(before.english).toMatch(/^"/));

    await publish(slug, { en, de });
    await step('tags after the same article was published once more', async () =>
      expect(await readTags()).toEqual(before),
    );

    await publish(slug, { en: { ...en, text: random.sentence() }, de });
    const { german, 'front page': front } = await readTags();
    await step('tags of the German article and of the front page after a change of the English text', () =>
      expect({ german, front }).toEqual({ german: before.german, front: before['front page'] }),
    );
  });

  it('has another entity tag for each language and each reader', async () => {
    const { slug } = await publish();
    const path = `/articles/${slug}`;
    const [marked, unmarked] = [await signUp(), await signUp()];
    await bookmark(slug, marked);

    const tags = {
      english: await readTag(path),
      german: await readTag(path, GERMAN),
      'who bookmarked it': await readTag(path, marked),
      'who did not': await readTag(path, unmarked),
    };

    await step(`different tags of four answers with four bodies, ${JSON.stringify(tags)}`, () =>
      expect(new Set(Object.values(tags)).size).toBe(4),
    );
    await step('the tags of /me for two readers', async () =>
      expect(await readTag('/me', marked)).not.toBe(await readTag('/me', unmarked)),
    );
  });

  it('answers 304 to the tag that is current, with the headers of the 200 and no body', async () => {
    for (const [what, path, headers] of await listPages()) {
      const full = await read(path, headers);

      const short = await subject.get(path, { headers: { ...headers, 'if-none-match': tagOf(full) } });

      await step(what, async () => {
        expect(short).toHaveStatus(304);
        expect(short.text).toBe('');
        const pick = ({ headers: all }: typeof full) => ({
          etag: all.etag,
          'cache-control': all['cache-control'],
          vary: all.vary,
        });
        await step('headers of the 304', () => expect(pick(short)).toEqual(pick(full)));
      });
    }
  });

  it('finds the tag in a list, weak ones and *', async () => {
    for (const [what, path, headers] of (await listPages()).slice(0, 3)) {
      const tag = await readTag(path, headers);
      for (const given of [
        `"${random.word()}", ${tag}`,
        `${tag},"${random.word()}"`,
        `W/${tag}`,
        `"a,b" , W/"${random.word()}" , W/${tag}`,
        '*',
      ])
        await step(`If-None-Match: ${given} for ${what}`, async () =>
          expect(await subject.get(path, { headers: { ...headers, 'if-none-match': given } })).toHaveStatus(
            304,
          ),
        );
    }
  });

  it('answers in full to every other tag', async () => {
    const { slug } = await publish();
    const path = `/articles/${slug}`;
    const reader = await signUp();
    const before = await readTag(path);
    const beforeTheBookmark = await readTag(path, reader);
    await bookmark(slug, reader);
    await publish(slug, { en: aText(), de: aText() });
    const now = await readTag(path);
    const inside = now.slice(1, -1);
    await step('If-None-Match with the tag that is current', async () =>
      expect(await subject.get(path, { headers: { 'if-none-match': now } })).toHaveStatus(304),
    );

    for (const [what, headers, given] of [
      ['the tag before a change', {}, before],
      ['the tag of the other language', GERMAN, now],
      ['the tag of who is not signed in, from a reader', reader, now],
      ['the tag before the bookmark, from a reader', reader, beforeTheBookmark],
      ['a part of the tag', {}, `"${inside.slice(0, -1)}"`],
      ['a longer tag', {}, `"${inside}0"`],
      ['a list without it', {}, `"${random.word()}", "${inside}x", "x${inside}"`],
    ] as const)
      await step(`If-None-Match with ${what}`, async () =>
        expect(await subject.get(path, { headers: { ...headers, 'if-none-match': given } })).toHaveStatus(
          200,
        ),
      );
  });

  it('answers HEAD like GET', async () => {
    for (const [what, path, headers] of await listPages()) {
      const full = await read(path, headers);
      await step(`HEAD for ${what}`, async () => {
        const head = await subject.request('HEAD', path, { headers });
        expect(head).toHaveStatus(200);
        expect(head.headers.etag).toBe(full.headers.etag);
        expect(head.headers['cache-control']).toBe(full.headers['cache-control']);
      });
      await step(`HEAD for ${what} with its tag`, async () =>
        expect(
          await subject.request('HEAD', path, { headers: { ...headers, 'if-none-match': tagOf(full) } }),
        ).toHaveStatus(304),
      );
    }
  });

  it('never makes 304 of what is no 200', async () => {
    const headers = { 'if-none-match': '*' };
    const { slug } = await publish();
    const reader = await signUp();
    const current = { 'if-none-match': await readTag(`/articles/${slug}`) };
    expect(await subject.get(`/articles/${slug}`, { headers: current })).toHaveStatus(304);

    expect(await subject.get(`/articles/${random.word(12)}`, { headers })).toHaveStatus(404);
    expect(await subject.get('/me', { headers })).toHaveStatus(401);
    expect(
      await subject.put(`/articles/${slug}/bookmark`, { headers: { ...headers, ...reader } }),
    ).toHaveStatus(204);
  });
});
