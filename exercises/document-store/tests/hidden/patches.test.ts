import { random, services, step, subject } from '@touchstone/kit';
import { create, expectDocument, patch, type Document, type Json } from './store.ts';

beforeEach(() => services.postgres.reset());

describe('Patches', () => {
  it('are merged as RFC 7396 has it', async () => {
    const [a, b, c] = [random.word(), random.word(), random.word()];
    const cases: [string, Document, Document, Json][] = [
      ['changes a member and keeps the others', { a, b }, { a: c }, { a: c, b }],
      ['adds a member', { a }, { b: 1 }, { a, b: 1 }],
      ['takes a member out with null', { a, b }, { a: null }, { b }],
      ['takes out what is not there', { a }, { b: null }, { a }],
      ['changes nothing', { a, b: null }, {}, { a, b: null }],
      ['keeps a null that was stored', { a: null, d: { e: null } }, { b }, { a: null, d: { e: null }, b }],
      ['replaces a list as a whole', { a: [1, 2, 3] }, { a: [b] }, { a: [b] }],
      ['keeps null within a list', { a }, { a: [null, { b: null }] }, { a: [null, { b: null }] }],
      ['goes into objects', { d: { e: { a, b } } }, { d: { e: { a: c } } }, { d: { e: { a: c, b } } }],
      ['takes a member out of an object', { d: { a, b } }, { d: { a: null } }, { d: { b } }],
      ['empties an object', { d: { a } }, { d: { a: null } }, { d: {} }],
      ['replaces text by an object', { d: a }, { d: { b, e: null } }, { d: { b } }],
      ['replaces a list by an object', { d: [a] }, { d: { e: { a: null, b } } }, { d: { e: { b } } }],
      ['replaces an object by text', { d: { a } }, { d: b }, { d: b }],
      ['adds an object without its nulls', {}, { d: { e: { a: null } } }, { d: { e: {} } }],
      ['puts in false, 0 and empty text', { a, b, c }, { a: false, b: 0, c: '' }, { a: false, b: 0, c: '' }],
    ];
    for (const [what, document, change, expected] of cases) {
      await step(`${what}: ${JSON.stringify(change)} into ${JSON.stringify(document)}`, async () => {
        const id = await create(document);
        expectDocument(await patch(id, change), expected, 2);
        expectDocument(await subject.get(`/documents/${id}`), expected, 2);
      });
    }
  });
});
