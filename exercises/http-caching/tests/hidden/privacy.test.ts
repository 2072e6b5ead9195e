import { random, step } from '@touchstone/kit';
import { Cache } from './caches.ts';
import { bookmark, publish, signUp } from './paper.ts';

let cdn: Cache;
beforeEach(() => {
  cdn = new Cache('shared');
});

describe('Privacy', () => {
  it('shows each reader their own page through the CDN', async () => {
    const [ada, bo] = [`Ada ${random.word(8)}`, `Bo ${random.word(8)}`];
    const [first, second] = [await signUp(ada), await signUp(bo)];

    const answers = [
      await cdn.get('/me', first),
      await cdn.get('/me', second),
      await cdn.get('/me'),
      await cdn.get('/me', first),
    ];

    await step('names on /me through the CDN: Ada, Bo, nobody, Ada', () =>
      expect(answers.map(({ status, json }) => [status, (json as { name?: string }).name])).toEqual([
        [200, ada],
        [200, bo],
        [401, undefined],
        [200, ada],
      ]),
    );
  });

  it('lets the CDN keep nothing of a reader, not even for the same one', async () => {
    const reader = await signUp();
    const { slug } = await publish();

    for (const path of ['/me', `/articles/${slug}`]) {
      const answers = [await cdn.get(path, reader), await cdn.get(path, reader)];
      await step(`where the CDN has ${path} from for a reader who asks twice`, () =>
        expect(answers.map(({ from }) => from)).toEqual(['origin', 'origin']),
      );
    }
  });

  it('shows nobody the bookmark of somebody else', async () => {
    const [marked, unmarked] = [await signUp(), await signUp()];
    const { slug } = await publish();
    await bookmark(slug, marked);
    const path = `/articles/${slug}`;

    const answers = [await cdn.get(path, marked), await cdn.get(path, unmarked), await cdn.get(path)];

    await step('bookmarked through the CDN: for who did it, for another reader, for nobody', () =>
      expect(answers.map(({ json }) => (json as { bookmarked?: boolean }).bookmarked)).toEqual([
        true,
        false,
        undefined,
      ]),
    );
  });

  it('shows a reader the bookmark also when the CDN has the article of everybody', async () => {
    const reader = await signUp();
    const { slug } = await publish();
    await bookmark(slug, reader);
    const path = `/articles/${slug}`;

    const answers = [await cdn.get(path), await cdn.get(path, reader), await cdn.get(path)];

    await step('bookmarked through the CDN: for nobody, for who did it, for nobody', () =>
      expect(answers.map(({ json }) => (json as { bookmarked?: boolean }).bookmarked)).toEqual([
        undefined,
        true,
        undefined,
      ]),
    );
    await step('where the CDN has it from for the third', () => expect(answers[2]?.from).toBe('cache'));
  });

  it("lets a reader's browser keep what is theirs, and ask each time", async () => {
    for (const page of ['/me', 'an article']) {
      const browser = new Cache('private');
      const reader = await signUp();
      const { slug } = await publish();
      const path = page === '/me' ? page : `/articles/${slug}`;

      const answers = [await browser.get(path, reader), await browser.get(path, reader)];
      await bookmark(slug, reader);
      answers.push(await browser.get(path, reader));

      await step(`where the browser has ${page} from: at first, at once, and after a bookmark was made`, () =>
        expect(answers.map(({ from }) => from)).toEqual(['origin', 'cache, after asking', 'origin']),
      );
      await step(`what ${page} shows of the bookmark`, () =>
        expect(answers.map(({ json }) => readMark(json, slug))).toEqual([false, false, true]),
      );
    }
  });
});

function readMark(json: unknown, slug: string): boolean | undefined {
  const { bookmarked, bookmarks } = json as { bookmarked?: boolean; bookmarks?: string[] };
  return bookmarks ? bookmarks.includes(slug) : bookmarked;
}
