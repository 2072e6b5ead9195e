import { random, step, subject } from '@touchstone/kit';
import { aPath, images, listAsked, listAskedFor, openShops, shop1, shop2 } from './back-ends.ts';

beforeEach(openShops);

describe('Routing', () => {
  it('passes path, query, method and body on as they are', async () => {
    const path = `${aPath()}/a%2Fb/%C3%BC?q=x%20y&empty=`;
    const body = random.sentence();

    const answer = await subject.post(path, { body, headers: { 'content-type': 'text/plain' } });

    expect(answer).toHaveStatus(200);
    const asked = listAskedFor(path.split('/')[2]!);
    expect(asked.map((request) => [request.method, request.path, request.body])).toEqual([
      ['POST', path, body],
    ]);
  });

  it('asks images without the prefix, and no shop', async () => {
    const name = random.word(12);
    const path = `/covers/${name}.png?size=s`;
    images.respond(() => ({ text: 'an image' }));

    const answer = await subject.get(`/images${path}`);

    expect(answer.text).toBe('an image');
    expect(listAsked(path, [images]).length).toBe(1);
    expect(listAskedFor(name).map((asked) => asked.path)).toEqual([]);
  });

  it('answers 404 for everything internal and asks nobody', async () => {
    const word = random.word(12);
    const ways = [`/internal/${word}`, `//internal/${word}`, `/%69nternal/${word}`, `/a/../internal/${word}`];

    for (const path of ways) {
      await step(`GET ${path}`, async () => expect(await subject.get(path)).toHaveStatus(404));
    }

    expect(listAskedFor(word, [shop1, shop2, images]).map((asked) => asked.path)).toEqual([]);
  });

  it('answers /healthz by itself', async () => {
    const answer = await subject.get('/healthz');

    expect(answer).toHaveStatus(200);
    expect(answer.text.trim()).toBe('ok');
    expect(listAsked('/healthz').map((asked) => asked.path)).toEqual([]);
  });

  it('passes a body of 200 KiB', async () => {
    const path = aPath();

    expect(await subject.post(path, { body: 'x'.repeat(200 * 1024) })).toHaveStatus(200);

    expect(listAsked(path).map(({ body }) => body.length)).toEqual([200 * 1024]);
  });

  it('answers 413 to a larger body and asks nobody', async () => {
    const path = aPath();

    expect(await subject.post(path, { body: 'x'.repeat(300 * 1024) })).toHaveStatus(413);

    expect(listAsked(path)).toEqual([]);
  });
});
