import { random, services, step, subject } from '@touchstone/kit';
import { create, expectDocument, expectError, lockRow, patch, put, remove, whileLocked } from './store.ts';

beforeEach(() => services.postgres.reset());

describe('Versions', () => {
  it('keep every patch of several that meet at one document', async () => {
    const document = { title: random.word(), stock: { shop: 3 } };
    const id = await create(document);
    const values = [1, 2, 3, 4].map(() => random.integer(100, 999));

    const answers = await whileLocked(
      lockRow(id),
      values.map((value, at) => () => patch(id, { [`field${at}`]: value, stock: { [`store${at}`]: value } })),
    );

    for (const answer of answers)
      await step('one of four patches of one document at the same moment', () =>
        expect(answer).toHaveStatus(200),
      );
    const fields = Object.fromEntries(values.map((value, at) => [`field${at}`, value]));
    const stores = Object.fromEntries(values.map((value, at) => [`store${at}`, value]));
    await step('the document after four patches at the same moment, each of other fields', async () =>
      expectDocument(
        await subject.get(`/documents/${id}`),
        { ...document, ...fields, stock: { shop: 3, ...stores } },
        5,
      ),
    );
  });

  it('let one of several replacements of the same version win', async () => {
    const id = await create({ title: random.word() });
    const documents = [1, 2, 3].map((at) => ({ title: `${random.word()} ${at}` }));

    const answers = await whileLocked(
      lockRow(id),
      documents.map((document) => () => put(id, document, 1)),
    );

    await step('statuses of three replacements of version 1 at the same moment', () =>
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]),
    );
    const winner = documents[answers.findIndex(({ status }) => status === 200)] ?? {};
    await step('the document afterwards', async () =>
      expectDocument(await subject.get(`/documents/${id}`), winner, 2),
    );
  });

  it('are asked for by a replacement, and an old one is refused everywhere', async () => {
    const id = await create({ a: 1, b: 1 });
    await step('a replacement without If-Match', async () => expectError(await put(id, { c: 1 }), 428));
    expectDocument(await step('a patch of version 1', () => patch(id, { a: 2 }, 1)), { a: 2, b: 1 }, 2);

    for (const version of [1, 3]) {
      await step(`version ${version} named in If-Match, of a document at version 2`, async () => {
        expectError(await put(id, { c: 1 }, version), 412);
        expectError(await patch(id, { c: 1 }, version), 412);
        expectError(await remove(id, version), 412);
      });
    }
    expectDocument(await subject.get(`/documents/${id}`), { a: 2, b: 1 }, 2);

    const replaced = await step('a replacement of version 2', () => put(id, { c: null }, 2));
    expectDocument(replaced, { c: null }, 3);
    expectDocument(await patch(id, {}), { c: null }, 4);
    expectDocument(await subject.get(`/documents/${id}`), { c: null }, 4);
    expect(await step('a deletion of version 4', () => remove(id, 4))).toHaveStatus(204);
    expectError(await subject.get(`/documents/${id}`), 404);
  });
});
