import { load, random, subject } from '@touchstone/kit';

const headers = { 'content-type': 'application/merge-patch+json' };

async function create(document: object): Promise<string> {
  const answer = await subject.post('/documents', { json: document });
  expect(answer).toHaveStatus(201);
  return (answer.json as { id: string }).id;
}

describe('The document store', () => {
  it('stores a document and gives it back with its version', async () => {
    const document = { title: 'Guitar', specs: { strings: 6 }, tags: ['vintage'], owner: null };
    const id = await create(document);

    const answer = await subject.get(`/documents/${id}`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('etag', '"1"');
    expect(answer.json).toEqual(document);
  });

  it('merges a patch into it', async () => {
    const id = await create({ title: 'Guitar', specs: { strings: 6, scale: 648 } });

    const body = '{ "specs": { "strings": 7, "scale": null }, "sold": false }';
    const answer = await subject.patch(`/documents/${id}`, { body, headers });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('etag', '"2"');
    expect(answer.json).toEqual({ title: 'Guitar', specs: { strings: 7 }, sold: false });
  });

  it('keeps two patches that arrive at the same moment', async () => {
    const id = await create({});

    await load(2, 2, (at) => subject.patch(`/documents/${id}`, { body: `{ "field${at}": 1 }`, headers }));

    expect((await subject.get(`/documents/${id}`)).json).toEqual({ field0: 1, field1: 1 });
  });

  it('finds documents by what is in them', async () => {
    const tag = random.word();
    const id = await create({ tags: [tag], specs: { strings: 12 } });
    await create({ tags: [tag], specs: { strings: 4 } });

    const where = [
      { path: ['tags'], op: 'has', value: tag },
      { path: ['specs', 'strings'], op: 'gte', value: 6 },
    ];
    const answer = await subject.post('/search', { json: { where } });

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual({
      items: [{ id, version: 1, document: { tags: [tag], specs: { strings: 12 } } }],
      next: null,
    });
  });
});
