import { random, services, step, subject } from '@touchstone/kit';
import {
  create,
  expectDocument,
  expectError,
  findLabels,
  MERGE_PATCH,
  patch,
  put,
  remove,
  type Json,
} from './store.ts';

const MOST_BYTES = 65_536;
const MOST_LEVELS = 20;

/** A document of so many bytes. */
const ofBytes = (bytes: number, letter = 'x') => {
  const room = bytes - JSON.stringify({ notes: '' }).length;
  return { notes: letter.repeat(Math.floor(room / Buffer.byteLength(letter))) };
};

/** Lists in each other, `levels` of them. */
const nestLists = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json;

/** Objects as sorted lists of name and value, since `toEqual` takes a member `__proto__` for something else. */
const asEntries = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, member]) => [name, asEntries(member)])
        .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
    : value;

beforeEach(() => services.postgres.reset());

describe('Documents', () => {
  it('come back as they were stored, until they are deleted', async () => {
    const document = {
      title: `${random.word()} – Gitarre “süß” 🎸`,
      price: random.integer(10, 5000) + 0.25,
      sold: false,
      owner: null,
      tags: [random.word(), null, [1, [2]], {}],
      specs: { strings: 6, empty: {}, deeper: { list: [] } },
    };

    const stored = await subject.post('/documents', { json: document });

    expect(stored).toHaveStatus(201);
    expect(stored).toHaveJson({ id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) });
    const { id } = stored.json as { id: string };
    expect(stored).toHaveHeader('location', `/documents/${id}`);
    expect(stored).toHaveHeader('etag', '"1"');
    expectDocument(await subject.get(`/documents/${id}`), document, 1);
    const empty = await step('an empty document', () => create({}));
    expectDocument(await subject.get(`/documents/${empty}`), {}, 1);
    expect(await remove(id)).toHaveStatus(204);
    for (const unknown of [id, random.uuid(), random.word(), '17']) {
      await step(`there is no document ${unknown}`, async () => {
        expectError(await subject.get(`/documents/${unknown}`), 404);
        expectError(await patch(unknown, { a: 1 }), 404);
        expectError(await remove(unknown), 404);
      });
    }
    expectDocument(await subject.get(`/documents/${empty}`), {}, 1);
  });

  it('have members of any name', async () => {
    const word = random.word();
    const names = [
      `${word}.x`,
      `it's ${word}`,
      `say "${word}"`,
      `'); DROP TABLE documents; --`,
      `{${word},1}`,
      `$.${word}[*] ? (@ > 1)`,
      `back\\slash`,
      '%s $1 :a ?',
      '',
      '0',
      '🎸 ü',
      'constructor',
      '__proto__',
    ];
    for (const [at, name] of names.entries()) {
      const document = { label: `d${at}`, [name]: { [name]: at, kept: 1 } };
      const id = await step(`a document with a member named ${name}`, () => create(document));

      await step(`a patch of the member named ${name}`, async () => {
        const answer = await patch(id, { [name]: { [name]: at + 100 } });
        expect(answer).toHaveStatus(200);
        expect(asEntries(answer.json)).toEqual(
          asEntries({ label: `d${at}`, [name]: { [name]: at + 100, kept: 1 } }),
        );
      });
      await step(`a search by the member named ${name}`, async () => {
        const path = [name, name];
        expect(await findLabels({ path, op: 'eq', value: at + 100 })).toEqual([`d${at}`]);
        expect(await findLabels({ path, op: 'gte', value: at + 100 })).toEqual([`d${at}`]);
        expect(await findLabels({ path, op: 'exists', value: true })).toEqual([`d${at}`]);
      });
    }
  });

  it('keep the limits of size and depth, from the first version on', async () => {
    const largest = ofBytes(MOST_BYTES);
    const id = await step(`a document of ${MOST_BYTES} bytes`, () => create(largest));
    for (const [what, document] of [
      [`${MOST_BYTES + 1} bytes`, ofBytes(MOST_BYTES + 1)],
      ['80 000 bytes in 40 000 letters', ofBytes(80_000, 'ü')],
    ] as const) {
      await step(`a new document of ${what}`, async () =>
        expectError(await subject.post('/documents', { json: document }), 413),
      );
    }
    await step(`a patch that makes a document of ${MOST_BYTES} bytes larger`, async () =>
      expectError(await patch(id, { one: 1 }), 413),
    );
    await step(`a replacement of ${MOST_BYTES + 1} bytes`, async () =>
      expectError(await put(id, ofBytes(MOST_BYTES + 1), 1), 413),
    );
    expectDocument(await subject.get(`/documents/${id}`), largest, 1);

    const deepest = { a: nestLists(MOST_LEVELS - 1) };
    const deep = await step(`a document of ${MOST_LEVELS} levels`, () => create(deepest));
    for (const levels of [MOST_LEVELS + 1, 3000]) {
      await step(`a new document of ${levels} levels`, async () =>
        expectError(await subject.post('/documents', { json: { a: nestLists(levels - 1) } }), 400),
      );
    }
    await step('a patch that makes a document one level deeper', async () =>
      expectError(await patch(deep, { b: { c: nestLists(MOST_LEVELS - 1) } }), 400),
    );
    expectDocument(await subject.get(`/documents/${deep}`), deepest, 1);
  });

  it('are JSON objects of storable text, and so are patches', async () => {
    const id = await create({ a: 1 });
    for (const body of ['[]', '"text"', '17', 'null', '{"a":', '{"a":"x\\u0000y"}']) {
      await step(`a new document ${body}`, async () => {
        const headers = { 'content-type': 'application/json' };
        expectError(await subject.post('/documents', { body, headers }), 400);
      });
      await step(`a patch ${body}`, async () => {
        const headers = { 'content-type': MERGE_PATCH };
        expectError(await subject.patch(`/documents/${id}`, { body, headers }), 400);
      });
    }
    for (const type of ['application/json', 'application/json-patch+json']) {
      await step(`a patch of type ${type}`, async () => {
        const headers = { 'content-type': type };
        expectError(await subject.patch(`/documents/${id}`, { body: '{"b":2}', headers }), 415);
      });
    }
    expectDocument(await subject.get(`/documents/${id}`), { a: 1 }, 1);
  });
});
