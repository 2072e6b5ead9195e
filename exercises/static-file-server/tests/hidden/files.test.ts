import { random, step, subject } from '@touchstone/kit';
import { expectFile, expectStatus, getRaw, link, store, storeText } from './press.ts';

const TYPES: Record<string, RegExp> = {
  html: /^text\/html; ?charset="?utf-8"?$/i,
  css: /^text\/css; ?charset="?utf-8"?$/i,
  js: /^text\/javascript; ?charset="?utf-8"?$/i,
  txt: /^text\/plain; ?charset="?utf-8"?$/i,
  json: /^application\/json$/i,
  png: /^image\/png$/i,
  jpg: /^image\/jpeg$/i,
  svg: /^image\/svg\+xml$/i,
  woff2: /^font\/woff2$/i,
  mp4: /^video\/mp4$/i,
};

describe('Files and types', () => {
  it('sends the bytes that were stored', async () => {
    const name = random.word();
    const bytes = random.bytes(random.integer(70_000, 90_000));
    await store(`pictures/${name}.png`, bytes);
    await store(`${name}.txt`, '');

    const picture = await subject.get(`/pictures/${name}.png`);
    const empty = await subject.get(`/${name}.txt`);

    expect(picture).toHaveStatus(200);
    expect(picture).toHaveHeader('content-length', String(bytes.length));
    await step('whether the picture has the bytes that were stored', () =>
      expect(Buffer.compare(picture.bytes, bytes)).toBe(0),
    );
    await expectFile('an empty file', empty, '');
    expect(empty).toHaveHeader('content-length', '0');
  });

  it('names the type of each extension', async () => {
    for (const [extension, type] of Object.entries(TYPES)) {
      const path = `${random.word()}.${extension}`;
      await store(path, random.sentence());

      const response = await subject.get(`/${path}`);

      await step(`a file with the extension .${extension}`, () => {
        expect(response).toHaveStatus(200);
        expect(response).toHaveHeader('content-type', type);
        expect(response).toHaveHeader('x-content-type-options', /^nosniff$/i);
      });
    }
  });

  it('looks at the last extension only, in upper or lower case', async () => {
    const names: [string, RegExp][] = [
      [`${random.word()}.PNG`, TYPES['png']!],
      [`${random.word()}.Html`, TYPES['html']!],
      [`${random.word()}.html.json`, TYPES['json']!],
    ];
    for (const [name, type] of names) {
      await store(name, random.sentence());
      const response = await subject.get(`/${name}`);
      await step(`the type of /${name}`, () => expect(response).toHaveHeader('content-type', type));
    }
    const [named, target] = [`${random.word()}.txt`, `${random.word()}.html`];
    await store(target, random.sentence());
    await link(named, target);
    const linked = await subject.get(`/${named}`);
    await step(`the type of /${named}, a link to ${target}`, () =>
      expect(linked).toHaveHeader('content-type', TYPES['txt']!),
    );
  });

  it('calls everything else application/octet-stream', async () => {
    const word = random.word();
    for (const name of [
      word,
      `${word}.${random.word(5)}`,
      `${word}.pdf`,
      `html-${word}`,
      `v1.png/${word}`,
      `${word}-1/html`,
    ]) {
      await store(name, random.sentence());
      const response = await subject.get(`/${name}`);
      await step(`the type of /${name}`, () =>
        expect(response).toHaveHeader('content-type', /^application\/octet-stream$/i),
      );
    }
  });

  it('answers HEAD like GET, without the body', async () => {
    const { path, text, etag, modified } = await storeText();

    const response = await subject.request('HEAD', path);
    const wire = await getRaw(path, 'HEAD');

    expect(response).toHaveStatus(200);
    expect(response).toHaveHeader('content-length', String(text.length));
    expect(response).toHaveHeader('content-type', TYPES['txt']!);
    expect(response).toHaveHeader('etag', etag);
    expect(response).toHaveHeader('last-modified', modified);
    await step('what follows the headers', () => expect(wire.split('\r\n\r\n').slice(1).join('')).toBe(''));
    await expectStatus('HEAD of a missing file', await subject.request('HEAD', `${path}.old`), 404);
  });

  it('refuses other methods and names those it has', async () => {
    const { path } = await storeText();

    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await subject.request(method, path, method === 'DELETE' ? {} : { body: 'x' });
      await expectStatus(`${method} on a file`, response, 405);
      await step(`the Allow header of the answer to ${method}`, () =>
        expect(
          (response.headers['allow'] ?? '')
            .split(',')
            .map((name) => name.trim())
            .sort(),
        ).toEqual(expect.arrayContaining(['GET', 'HEAD'])),
      );
    }
  });

  it('answers 404 for what is not there', async () => {
    const { path } = await storeText();
    const word = random.word();

    for (const missing of [
      `/${word}.txt`,
      `/${word}/${word}.txt`,
      `${path}/${word}.txt`,
      `/${'x'.repeat(400)}`,
    ])
      await expectStatus(
        missing.length > 100 ? 'a name of 400 letters' : `GET ${missing}`,
        await subject.get(missing),
        404,
      );
  });

  it('serves a replaced file as it is now', async () => {
    const name = `${random.word()}.json`;
    for (const time of ['first', 'second', 'third']) {
      const text = random.sentence(random.integer(3, 30));
      await store(name, text);
      await expectFile(
        `the file after it was stored for the ${time} time`,
        await subject.get(`/${name}`),
        text,
      );
    }
  });
});
