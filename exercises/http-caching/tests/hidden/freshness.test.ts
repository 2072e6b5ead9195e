import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import { Cache, directivesOf } from './caches.ts';
import { aText, bookmark, findStyle, publish, signUp } from './paper.ts';

let cdn: Cache;
beforeEach(() => {
  cdn = new Cache('shared');
});

describe('Freshness', () => {
  it('lets the CDN have an article for a minute, and asks it to ask then', async () => {
    const { slug } = await publish();
    const path = `/articles/${slug}`;

    const answers = [await cdn.get(path)];
    cdn.wait(59);
    answers.push(await cdn.get(path));
    cdn.wait(2);
    answers.push(await cdn.get(path));
    const texts = await publish(slug, { en: aText(), de: aText() });
    cdn.wait(61);
    answers.push(await cdn.get(path));

    await step(
      'where the CDN has it from: at first, after 59 s, after 61 s, and after a change and 61 s more',
      () =>
        expect(answers.map(({ from }) => from)).toEqual(['origin', 'cache', 'cache, after asking', 'origin']),
    );
    await step('the article after the change', () =>
      expect(answers[3]?.json).toEqual({ slug, language: 'en', ...texts.en }),
    );
  });

  it('lets a browser have it for a minute as well', async () => {
    const browser = new Cache('private');
    const path = `/articles/${(await publish()).slug}`;

    const answers = [await browser.get(path)];
    browser.wait(59);
    answers.push(await browser.get(path));

    await step('where the browser has it from: at first, and after 59 s', () =>
      expect(answers.map(({ from }) => from)).toEqual(['origin', 'cache']),
    );
  });

  it('has the front page asked for each time, and sent when it has changed', async () => {
    const { slug } = await publish();
    const titleOf = ({ json }: { json: unknown }) =>
      (json as { articles: { slug: string; title: string }[] }).articles.find((one) => one.slug === slug)
        ?.title;

    const answers = [await cdn.get('/front'), await cdn.get('/front')];
    const { en } = await publish(slug, { en: aText(), de: aText() });
    answers.push(await cdn.get('/front'));

    await step('where the CDN has it from: at first, at once, and after a change', () =>
      expect(answers.map(({ from }) => from)).toEqual(['origin', 'cache, after asking', 'origin']),
    );
    await step('the title on it after the change', () => expect(titleOf(answers[2]!)).toBe(en.title));
  });

  it('gives the style sheet away for a year', async () => {
    const style = await findStyle();
    await cdn.get(style);
    cdn.wait(31_535_000);

    await step('where the CDN has it from after almost a year', async () =>
      expect((await cdn.get(style)).from).toBe('cache'),
    );
    const control = directivesOf((await subject.get(style)).headers);
    await step('max-age and immutable', () =>
      expect({ 'max-age': control.get('max-age'), immutable: control.has('immutable') }).toEqual({
        'max-age': '31536000',
        immutable: true,
      }),
    );
  });

  it('lets nobody keep an error', async () => {
    const slug = `story-${random.word(10)}`;
    await step('an article before it is published', async () =>
      expect((await cdn.get(`/articles/${slug}`)).status).toBe(404),
    );
    await publish(slug);

    await step('the article through the CDN, at once after it was published', async () =>
      expect((await cdn.get(`/articles/${slug}`)).status).toBe(200),
    );
    const stranger = { headers: { authorization: `Bearer ${random.uuid()}` } };
    for (const answer of [
      await subject.get(`/${random.word(12)}`),
      await subject.get('/me'),
      await subject.get(`/articles/${slug}`, stranger),
      await subject.put(`/articles/${slug}`, { json: {} }),
    ])
      await expectNobodyKeeps(answer);
  });

  it('lets nobody keep the answer to a change', async () => {
    const { slug } = await publish();
    const reader = await signUp();
    await bookmark(slug, reader);

    for (const answer of [
      await subject.post('/readers', { json: { name: random.word() } }),
      await subject.put(`/articles/${slug}`, { json: { en: aText(), de: aText() } }),
      await subject.put(`/articles/${slug}/bookmark`, { headers: reader }),
    ])
      await expectNobodyKeeps(answer);
  });
});

async function expectNobodyKeeps(answer: HttpResponse): Promise<void> {
  const { method, path } = answer.request;
  await step(`${answer.status} to ${method} ${path}`, () =>
    expect(answer).toHaveHeader('cache-control', /(^|[ ,])no-store($|[ ,])/i),
  );
}
