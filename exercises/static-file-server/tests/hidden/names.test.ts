import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import { encodePath, expectFile, expectStatus, store } from './press.ts';

/** Where a redirect leads, as a path with its query. */
async function placeOf(path: string, response: HttpResponse): Promise<string> {
  await step(`the answer to ${path}`, () => {
    expect(response).toHaveStatus(301);
    expect(response).toHaveHeader('location', /./);
  });
  const url = new URL(response.headers['location'] ?? '', `${subject.url}${path}`);
  return `${url.pathname}${url.search}`;
}

describe('Names and folders', () => {
  it('decodes a name once', async () => {
    const word = random.word();
    for (const name of [
      `${word} am Kai.txt`,
      `café-${word}-日本.txt`,
      `100%25-${word}.txt`,
      `50%-${word}.txt`,
    ]) {
      const text = random.sentence();
      await store(name, text);
      await expectFile(`the file ${name}`, await subject.get(`/${encodePath(name)}`), text);
    }
  });

  it('takes a plus sign for a plus sign', async () => {
    const word = random.word();
    const text = random.sentence();
    await store(`a+${word}.txt`, text);
    await store(`a ${word}.txt`, random.sentence());

    await expectFile('a name with a plus sign', await subject.get(`/a+${word}.txt`), text);
  });

  it('refuses a path that is not valid percent-encoded UTF-8', async () => {
    for (const path of [`/${random.word()}%zz`, '/%', '/%c3', '/%ff.txt', `/%4/${random.word()}`])
      await expectStatus(`GET ${path}`, await subject.get(path), 400);
  });

  it('ignores the query', async () => {
    const name = `${random.word()}.css`;
    const text = random.sentence();
    await store(name, text);

    const response = await subject.get(`/${name}?v=${random.integer(1, 99)}&file=/../x.html`);

    await expectFile('a file asked for with a query', response, text);
    expect(response).toHaveHeader('content-type', /^text\/css/i);
  });

  it('answers for a folder with its index.html', async () => {
    const folder = random.word();
    const [front, inner] = [random.sentence(), random.sentence()];
    await store('index.html', front);
    await store(`${folder}/2026/index.html`, inner);

    const response = await subject.get(`/${folder}/2026/?page=2`);

    await expectFile('the folder', response, inner);
    expect(response).toHaveHeader('content-type', /^text\/html/i);
    await expectFile('/', await subject.get('/'), front);
  });

  it('redirects a folder to its path with a slash', async () => {
    const folder = `${random.word()} ${random.word()}`;
    await store(`${folder}/2026/index.html`, random.sentence());
    const asked = `${random.word()}?${random.word()}#`;
    await store(`${asked}/index.html`, random.sentence());
    const paths = [`/${encodePath(folder)}`, `/${encodePath(folder)}/2026`, `/${encodePath(asked)}`];

    for (const path of paths) {
      const place = await placeOf(path, await subject.get(path));
      await step(`where ${path} leads`, () => expect(place).toBe(`${path}/`));
      const query = `?page=${random.integer(1, 9)}&q=a%20b`;
      const withQuery = await placeOf(path, await subject.get(`${path}${query}`));
      await step(`where ${path}${query} leads`, () => expect(withQuery).toBe(`${path}/${query}`));
    }
  });

  it('never lists a folder', async () => {
    const folder = random.word();
    const file = `${random.word()}.txt`;
    await store(`${folder}/${file}`, random.sentence());

    const response = await subject.get(`/${folder}/`);

    await expectStatus('a folder without index.html', response, 404);
    await step('what the answer says about its files', () => expect(response.text).not.toContain(file));
  });

  it('does not know names that begin with a dot', async () => {
    const word = random.word();
    for (const name of ['.env', `.git/${word}`, `${word}/.htpasswd`, `${word}/.well/index.html`]) {
      await store(name, `secret ${word}`);
      await expectStatus(`GET /${name}`, await subject.get(`/${name}`), 404);
    }
    await expectStatus('GET /%2eenv', await subject.get('/%2eenv'), 404);
  });
});
