import { random, step } from '@touchstone/kit';
import { Cache } from './caches.ts';
import { GERMAN, publish } from './paper.ts';

let cdn: Cache;
beforeEach(() => {
  cdn = new Cache('shared');
});

describe('Variants', () => {
  it('keep languages apart', async () => {
    const { slug, en, de } = await publish();

    for (const [path, find] of [
      [`/articles/${slug}`, (json: unknown) => json],
      ['/front', (json: unknown) => ({ language: (json as { language: string }).language })],
    ] as const) {
      const answers = [
        await cdn.get(path),
        await cdn.get(path, GERMAN),
        await cdn.get(path),
        await cdn.get(path, GERMAN),
      ];
      const [english, german] = path === '/front' ? [{}, {}] : [en, de];
      await step(`GET ${path} through the CDN: English, German, English, German`, () =>
        expect(answers.map(({ json }) => find(json))).toEqual(
          [0, 1, 0, 1].map((which) => ({
            ...(path === '/front' ? {} : { slug }),
            language: which === 0 ? 'en' : 'de',
            ...(which === 0 ? english : german),
          })),
        ),
      );
    }
  });

  it('keep languages apart also after a 304', async () => {
    const { slug, en, de } = await publish();
    const path = `/articles/${slug}`;
    await cdn.get(path);
    await cdn.get(path, GERMAN);
    cdn.wait(61);
    await cdn.get(path);
    await cdn.get(path, GERMAN);

    const answers = [await cdn.get(path), await cdn.get(path, GERMAN)];

    await step('both languages through the CDN, after it has asked for both', () =>
      expect(answers.map(({ from, json }) => [from, json])).toEqual([
        ['cache', { slug, language: 'en', ...en }],
        ['cache', { slug, language: 'de', ...de }],
      ]),
    );
  });

  it('are the same for everybody who is not signed in', async () => {
    const { slug } = await publish();
    const path = `/articles/${slug}`;
    const common = { ...GERMAN, 'user-agent': 'Phone/1.0', cookie: `seen=${random.word()}`, accept: '*/*' };
    await cdn.get(path, common);
    cdn.wait(30);

    for (const [what, other] of [
      ['browser', { 'user-agent': `Tablet/${random.integer(2, 9)}.0` }],
      ['cookie', { cookie: `seen=${random.word()}` }],
      ['Accept', { accept: 'application/json' }],
      ['Accept-Encoding', { 'accept-encoding': 'gzip, br' }],
      ['origin', { origin: `https://${random.word()}.example` }],
    ] as const)
      await step(`where the CDN has the article from for somebody with another ${what}`, async () =>
        expect((await cdn.get(path, { ...common, ...other })).from).toBe('cache'),
      );
  });
});
