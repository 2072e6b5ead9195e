import { random, step, subject } from '@touchstone/kit';
import { aPath, images, listAsked, openShops, shop1, shop2 } from './back-ends.ts';

beforeEach(openShops);

describe('What clients are told', () => {
  it('is nosniff and the request id, with every kind of answer', async () => {
    const kinds = [aPath(), `/images${aPath()}`, '/healthz', `/internal/${random.word()}`];

    for (const path of kinds) {
      await step(`GET ${path}`, async () => {
        const id = random.uuid();
        const answer = await subject.get(path, { headers: { 'x-request-id': id } });
        expect(answer).toHaveHeader('x-content-type-options', 'nosniff');
        expect(answer).toHaveHeader('x-request-id', id);
      });
    }
  });

  it('is the request id that the shop was told', async () => {
    const path = aPath();

    const answer = await subject.get(path);

    expect(answer).toHaveHeader('x-request-id', listAsked(path)[0]?.headers['x-request-id'] ?? 'none');
  });

  it('is nosniff also with the errors of back ends and of the proxy', async () => {
    for (const back of [shop1, shop2, images]) back.respond(() => ({ status: 404, text: 'no such page' }));
    for (const path of [aPath(), `/images${aPath()}`]) {
      await step(`404 from ${path}`, async () => {
        expect(await subject.get(path)).toHaveHeader('x-content-type-options', 'nosniff');
      });
    }

    // The only one behind its path, so that no proxy keeps it in mind as one to be left alone.
    await images.stop();
    await step('nobody answers', async () => {
      expect(await subject.get(`/images${aPath()}`, { timeoutMs: 9000 })).toHaveHeader(
        'x-content-type-options',
        'nosniff',
      );
    });
  });

  it('is neither what the shop is made of nor a version of the proxy', async () => {
    for (const back of [shop1, shop2, images])
      back.respond(() => ({ headers: { 'x-powered-by': 'Express' } }));

    for (const path of [aPath(), `/images${aPath()}`, '/healthz']) {
      await step(`GET ${path}`, async () => {
        const { headers } = await subject.get(path);
        await step('X-Powered-By', () => expect(headers['x-powered-by']).toBe(undefined));
        await step('Server', () => expect(headers['server'] ?? '').not.toMatch(/\d/));
      });
    }
  });

  it('is a day of caching for images, once, and not for a missing one', async () => {
    images.respond(({ path }) => ({
      status: path.includes('missing') ? 404 : 200,
      headers: { 'cache-control': 'no-cache' },
    }));

    expect(await subject.get(`/images${aPath()}`)).toHaveHeader('cache-control', 'public, max-age=86400');
    const missing = await subject.get('/images/missing.png');
    await step('Cache-Control of a missing image', () =>
      expect(missing.headers['cache-control'] ?? '').not.toContain('86400'),
    );
  });

  it('is the shop’s own rule for caching', async () => {
    const rule = `private, max-age=${random.integer(1, 900)}`;
    for (const shop of [shop1, shop2]) shop.respond(() => ({ headers: { 'cache-control': rule } }));

    expect(await subject.get(aPath())).toHaveHeader('cache-control', rule);
  });
});
