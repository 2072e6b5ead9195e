import { random, subject, upstream } from '@touchstone/kit';

const [shop1, shop2, images] = [upstream('shop1'), upstream('shop2'), upstream('images')];

describe('Proxy', () => {
  it('passes a request on to a shop, and its answer back', async () => {
    const title = random.word();
    for (const shop of [shop1, shop2]) shop.respond(() => ({ json: { title } }));

    const answer = await subject.get('/books/7?lang=en');

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ title });
    expect([...shop1.requests, ...shop2.requests].map(({ path }) => path)).toEqual(['/books/7?lang=en']);
  });

  it('asks images without the prefix', async () => {
    images.respond(({ path }) => ({ text: `image ${path}` }));

    const answer = await subject.get('/images/covers/7.png');

    expect(answer.text).toBe('image /covers/7.png');
  });

  it('answers while one shop refuses connections', async () => {
    await shop1.stop();

    for (let i = 0; i < 4; i += 1) expect(await subject.get('/')).toHaveStatus(200);
  });

  it('tells the shop who is asking', async () => {
    await subject.get('/', { headers: { 'x-forwarded-for': '10.0.0.9' } });

    const [asked] = [...shop1.requests, ...shop2.requests];
    expect(asked?.headers['x-forwarded-for']).toBe('127.0.0.1');
  });
});
