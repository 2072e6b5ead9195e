import { random, step, subject } from '@touchstone/kit';
import { aText, bookmark, findStyle, GERMAN, publish, read, signUp } from './paper.ts';

describe('Newspaper', () => {
  it('shows articles and the front page in the language of the reader', async () => {
    const { slug, en, de } = await publish();

    for (const [what, headers, language, texts] of [
      ['no Accept-Language', {}, 'en', en],
      ['de-DE,de;q=0.9', GERMAN, 'de', de],
      ['DE', { 'accept-language': 'DE' }, 'de', de],
      ['fr, de', { 'accept-language': 'fr, de' }, 'en', en],
      ['den', { 'accept-language': 'den' }, 'en', en],
    ] as const)
      await step(`Accept-Language: ${what}`, async () => {
        const article = await read(`/articles/${slug}`, headers);
        expect(article.json).toEqual({ slug, language, ...texts });
        const front = (await read('/front', headers)).json as { articles: { slug: string }[] };
        expect(front).toMatchObject({ language, style: expect.any(String) });
        expect(front.articles.find((one) => one.slug === slug)).toEqual({ slug, title: texts.title });
      });
    await step('the style sheet', async () => expect((await read(await findStyle())).text).toContain('{'));
  });

  it('knows its readers and their bookmarks', async () => {
    const name = random.word(10);
    const [reader, other] = [await signUp(name), await signUp()];
    const { slug } = await publish();

    await bookmark(slug, reader);

    expect((await read('/me', reader)).json).toEqual({ name, bookmarks: [slug] });
    expect(await read(`/articles/${slug}`, reader)).toHaveJson({ bookmarked: true });
    expect(await read(`/articles/${slug}`, other)).toHaveJson({ bookmarked: false });
  });

  it('refuses what is not there, nobody, and half an article', async () => {
    const stranger = { authorization: `Bearer ${random.uuid()}` };
    const { slug } = await publish();

    expect(await subject.get(`/articles/${random.word(12)}`)).toHaveStatus(404);
    expect(await subject.get(`/${random.word(12)}`)).toHaveStatus(404);
    expect(await subject.get('/me')).toHaveStatus(401);
    expect(await subject.get('/me', { headers: stranger })).toHaveStatus(401);
    expect(await subject.get(`/articles/${slug}`, { headers: stranger })).toHaveStatus(401);
    expect(await subject.put(`/articles/${slug}/bookmark`)).toHaveStatus(401);
    expect(await subject.put(`/articles/${slug}`, { json: { en: aText() } })).toHaveStatus(400);
  });
});
