import { random, services, step, subject } from '@touchstone/kit';
import {
  create,
  expectDocument,
  expectError,
  importAll,
  LOCK_WRITES,
  patch,
  put,
  whileLocked,
} from './store.ts';

beforeEach(() => services.postgres.reset());

describe('Unique sku', () => {
  it('goes to one of several documents that are stored at the same moment', async () => {
    const sku = random.word();

    const answers = await whileLocked(
      LOCK_WRITES,
      [1, 2, 3, 4].map((at) => () => subject.post('/documents', { json: { sku, at } })),
    );

    await step('statuses of four documents with one sku, stored at the same moment', () =>
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]),
    );
    const sql = `SELECT count(*)::int AS documents FROM public.documents WHERE body ->> 'sku' = $1`;
    await step('documents with this sku in the table', async () =>
      expect(await services.postgres.query(sql, [sku])).toEqual([{ documents: 1 }]),
    );
  });

  it('is kept by replacements, patches and what was imported', async () => {
    const [taken, own] = [random.word(8), random.word(9)];
    await importAll([{ sku: taken }]);
    const id = await create({ sku: own });
    await step('two documents without a sku', async () => [await create({ a: 1 }), await create({ a: 1 })]);

    await step('the sku of an imported document', async () => {
      expectError(await subject.post('/documents', { json: { sku: taken } }), 409);
      expectError(await put(id, { sku: taken }, 1), 409);
      expectError(await patch(id, { sku: taken }), 409);
    });
    for (const sku of [17, true, '', 'x'.repeat(41), ['x']]) {
      await step(`${JSON.stringify(sku)} as a sku`, async () => {
        expectError(await subject.post('/documents', { json: { sku } }), 400);
        expectError(await patch(id, { sku }), 400);
      });
    }
    expectDocument(await subject.get(`/documents/${id}`), { sku: own }, 1);
    expectDocument(await patch(id, { sku: own, b: 1 }), { sku: own, b: 1 }, 2);
    expectDocument(await patch(id, { sku: null }), { b: 1 }, 3);
    await step('a sku that was taken out of the only document that had it', () => create({ sku: own }));
  });
});
