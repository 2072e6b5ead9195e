import { random, step, subject } from '@touchstone/kit';

async function store(path: string, body: string): Promise<void> {
  const response = await subject.put(`/_desk/site/${path}`, { body });
  await step('the desk, which the starter has ready', () => expect(response).toHaveStatus(204));
}

describe('A reader', () => {
  it('gets a file with its type and tag', async () => {
    const path = `${random.word()}.html`;
    const page = `<p>${random.sentence()}</p>`;
    await store(path, page);

    const response = await subject.get(`/${path}`);

    expect(response).toHaveStatus(200);
    await step('the body', () => expect(response.text).toBe(page));
    expect(response).toHaveHeader('content-type', /^text\/html; ?charset=utf-8$/i);
    expect(response).toHaveHeader('etag', /^"[^"]+"$/);
  });

  it('gets 404 for a file that is not there', async () => {
    expect(await subject.get(`/${random.word()}.html`)).toHaveStatus(404);
  });

  it('gets 304 for a file that it has', async () => {
    const path = `${random.word()}.css`;
    await store(path, 'p { color: navy }');
    const { headers } = await subject.get(`/${path}`);

    const response = await subject.get(`/${path}`, { headers: { 'if-none-match': headers.etag ?? '' } });

    expect(response).toHaveStatus(304);
  });

  it('gets a part of a file', async () => {
    const path = `${random.word()}.txt`;
    const text = random.word(40);
    await store(path, text);

    const response = await subject.get(`/${path}`, { headers: { range: 'bytes=10-19' } });

    expect(response).toHaveStatus(206);
    expect(response).toHaveHeader('content-range', 'bytes 10-19/40');
    await step('the ten bytes', () => expect(response.text).toBe(text.slice(10, 20)));
  });

  it('does not get a draft', async () => {
    const path = `${random.word()}.txt`;
    await subject.put(`/_desk/site-drafts/${path}`, { body: 'not yet' });

    const response = await subject.get(`/..%2fsite-drafts/${path}`);

    await step('the status of a path that leads to a draft', () => {
      expect([400, 403, 404]).toContain(response.status);
    });
  });
});
