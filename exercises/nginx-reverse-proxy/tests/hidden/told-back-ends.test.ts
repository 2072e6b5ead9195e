import { random, step, subject } from '@touchstone/kit';
import { aPath, images, listAsked, openShops, shop1, shop2 } from './back-ends.ts';

beforeEach(openShops);

const CLIENT = { 'x-real-ip': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' };

/** What the back end behind `/` or `/images` was told with one request. */
async function told(
  prefix: string,
  headers: Record<string, string>,
): Promise<Record<string, string | undefined>> {
  const path = aPath();
  await subject.get(prefix + path, { headers });
  const [asked] = listAsked(path, [shop1, shop2, images]);
  await step(`GET ${prefix}${path} arrives`, () => expect(asked?.path).toBe(path));
  return { ...asked?.headers };
}

describe('What back ends are told', () => {
  it('is the Host that the client sent, to a shop', async () => {
    const host = `${random.word()}.example`;

    expect((await told('', { host }))['host']).toBe(host);
  });

  it('is the Host that the client sent, to images', async () => {
    const host = `${random.word()}.example`;

    expect((await told('/images', { host }))['host']).toBe(host);
  });

  it('is the client’s address and scheme, to a shop', async () => {
    expect(await told('', {})).toMatchObject(CLIENT);
  });

  it('is the client’s address and scheme, to images', async () => {
    expect(await told('/images', {})).toMatchObject(CLIENT);
  });

  it('is nothing that the client made up about itself', async () => {
    const headers = await told('', {
      'x-forwarded-for': `10.0.0.${random.integer(1, 250)}, 10.1.1.1`,
      'x-real-ip': '10.0.0.9',
      'x-forwarded-proto': 'https',
    });

    expect(headers).toMatchObject(CLIENT);
  });

  it('is the client’s own request id, if it is well formed', async () => {
    for (const id of [random.uuid(), 'a1b2c3d4', 'Z-'.repeat(32)]) {
      await step(`x-request-id: ${id}`, async () => {
        expect((await told('', { 'x-request-id': id }))['x-request-id']).toBe(id);
      });
    }
  });

  it('is a new request id otherwise, another for each request', async () => {
    const ids: unknown[] = [];
    for (const id of ['', 'short', 'x'.repeat(65), 'a b c d e f g h', '12345678;rm', '<script>alert']) {
      const headers = id === '' ? {} : { 'x-request-id': id };
      await step(`x-request-id: ${id}`, async () => {
        const given = (await told('', headers))['x-request-id'];
        expect(given).toMatch(/^[A-Za-z0-9-]{8,64}$/);
        ids.push(given);
      });
    }

    expect(new Set(ids).size).toBe(ids.length);
  });
});
