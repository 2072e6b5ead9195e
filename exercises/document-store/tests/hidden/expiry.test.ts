import { eventually, random, services, step, subject } from '@touchstone/kit';
import {
  create,
  expectDocument,
  expectError,
  expire,
  patch,
  put,
  remove,
  search,
  type Condition,
} from './store.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000);
const has = (tag: string): Condition[] => [{ path: ['tags'], op: 'has', value: tag }];

beforeEach(() => services.postgres.reset());

describe('Expiry', () => {
  it('hides a document from everybody at once, and frees its sku', async () => {
    // Several times, each from another moment on: whoever sweeps now and then is seldom in time for all of them.
    for (let round = 1; round <= 4; round++) {
      const [tag, sku] = [random.word(), random.word()];
      const id = await create({ sku, tags: [tag] }, `?expiresAt=${inAnHour().toISOString()}`);
      expect((await search(has(tag))).items).toHaveLength(1);
      await expire(id);

      await step('a document that expired a moment ago', async () => {
        expectError(await subject.get(`/documents/${id}`), 404);
        expect((await search(has(tag))).items).toEqual([]);
        expectError(await patch(id, { a: 1 }), 404);
        expectError(await put(id, { a: 1 }, 1), 404);
        expectError(await remove(id), 404);
      });
      const heir = await step('a new document with the sku of an expired one', () => create({ sku }));
      expectDocument(await subject.get(`/documents/${heir}`), { sku }, 1);
    }
  });

  it('comes when it was asked for, and takes the row away in the end', async () => {
    const time = inAnHour();
    const inOslo = `${new Date(time.getTime() + 7_200_000).toISOString().slice(0, 19)}+02:00`;
    const seconds = Math.floor(time.getTime() / 1000);
    const ids = [
      await create({ at: 'UTC' }, `?expiresAt=${time.toISOString()}`),
      await create({ at: 'Oslo' }, `?expiresAt=${encodeURIComponent(inOslo)}`),
      await create({ at: 'never' }),
    ];
    await patch(ids[0] ?? '', { b: 1 });
    const sql = `SELECT floor(extract(epoch FROM expires_at))::int AS seconds FROM public.documents WHERE id = $1::uuid`;
    for (const [at, expected] of [seconds, seconds, null].entries()) {
      await step('expires_at in the table, in seconds since 1970', async () =>
        expect(await services.postgres.query(sql, [ids[at]])).toEqual([{ seconds: expected }]),
      );
    }
    const past = new Date(Date.now() - 3_600_000).toISOString();
    for (const wrong of [
      '',
      'soon',
      '3600',
      '2999-12-31',
      '2999-13-01T00:00:00Z',
      '2999-12-31T12:00:00',
      past,
    ]) {
      await step(`expiresAt=${wrong}`, async () =>
        expectError(await subject.post(`/documents?expiresAt=${wrong}`, { json: {} }), 400),
      );
    }

    await expire(ids[0] ?? '');

    await step('ids in the table, six seconds after one of three documents expired', () =>
      eventually(async () => {
        const rows = await services.postgres.query<{ id: string }>(
          'SELECT id FROM public.documents ORDER BY id',
        );
        expect(rows.map(({ id }) => id)).toEqual(ids.slice(1).sort());
      }, 6000),
    );
    for (const id of ids.slice(1)) expect(await subject.get(`/documents/${id}`)).toHaveStatus(200);
  });
});
