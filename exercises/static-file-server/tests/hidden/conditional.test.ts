import { random, sleep, step, subject } from '@touchstone/kit';
import { expectFile, expectStatus, store, storeText, type Headers, type Stored } from './press.ts';

const get = ({ path }: Stored, headers: Headers) => subject.get(path, { headers });
const dateAt = (file: Stored, offsetSeconds: number) =>
  new Date(Date.parse(file.modified) + offsetSeconds * 1000).toUTCString();

async function expectNotModified(file: Stored, headers: Headers): Promise<void> {
  const response = await get(file, headers);
  await step(`a request with ${JSON.stringify(headers)}`, () => {
    expect(response).toHaveStatus(304);
    expect(response).toHaveHeader('etag', file.etag);
    expect(response.text).toBe('');
  });
}

async function expectWhole(file: Stored, headers: Headers): Promise<void> {
  await expectFile(`a request with ${JSON.stringify(headers)}`, await get(file, headers), file.text);
}

async function expectFailed(file: Stored, headers: Headers): Promise<void> {
  await expectStatus(`a request with ${JSON.stringify(headers)}`, await get(file, headers), 412);
}

describe('Conditional requests', () => {
  it('keeps the tag of a file, and says when it was changed', async () => {
    const before = Date.now();
    const file = await storeText();

    const again = await subject.get(file.path);

    await step('the tag, asked for again', () => expect(again).toHaveHeader('etag', file.etag));
    await step('Last-Modified', () =>
      expect(again).toHaveHeader('last-modified', /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
    );
    const ageMs = Date.parse(file.modified) - before;
    await step('milliseconds between storing the file and its Last-Modified (whole seconds)', () => {
      expect(ageMs).toBeGreaterThan(-3000);
      expect(ageMs).toBeLessThan(5000);
    });
  });

  it('has another tag for other bytes, also of the same length and in the same second', async () => {
    const { path, etag, text } = await storeText();
    const tags = [etag];
    // Three changes in well under a second: two of them at least have the second in common.
    for (let change = 0; change < 3; change += 1) {
      await sleep(50);
      await store(path.slice(1), random.word(text.length));
      tags.push((await subject.get(path)).headers['etag'] ?? '(none)');
    }

    await step('how many tags four versions of a file have', () => expect(new Set(tags).size).toBe(4));
  });

  it('answers 304 for a tag that the client has', async () => {
    const file = await storeText();

    await expectNotModified(file, { 'if-none-match': file.etag });
    await expectNotModified(file, { 'if-none-match': '*' });
  });

  it('finds the tag in a list, weak or strong', async () => {
    const file = await storeText();
    const other = () => `"${random.word()}"`;

    await expectNotModified(file, { 'if-none-match': `W/${file.etag}` });
    await expectNotModified(file, { 'if-none-match': `${other()}, ${file.etag}` });
    await expectNotModified(file, { 'if-none-match': `${other()},W/${file.etag} , W/${other()}` });
  });

  it('sends the file for other tags', async () => {
    const file = await storeText();
    const inner = file.etag.slice(1, -1);

    await expectWhole(file, { 'if-none-match': `"${random.word()}"` });
    await expectWhole(file, { 'if-none-match': `"${inner}${random.word(3)}", "${random.word(3)}${inner}"` });
    await sleep(50);
    const longer = `${file.text} ${random.word()}`;
    await store(file.path.slice(1), longer);
    await expectWhole({ ...file, text: longer }, { 'if-none-match': file.etag });
  });

  it('answers 304 when the file has not changed since a date', async () => {
    // Two files, in case that one was stored at a full second.
    for (const file of [await storeText(), await storeText()]) {
      await expectNotModified(file, { 'if-modified-since': file.modified });
      await expectNotModified(file, { 'if-modified-since': dateAt(file, random.integer(10, 9999)) });
      await expectWhole(file, { 'if-modified-since': dateAt(file, -1) });
      await expectWhole(file, { 'if-modified-since': dateAt(file, -random.integer(10, 9999)) });
    }
  });

  it('ignores a date that is none', async () => {
    const file = await storeText();

    for (const date of ['yesterday', '', `${random.word()} GMT`])
      await expectWhole(file, { 'if-modified-since': date });
  });

  it('does not look at the date when there are tags', async () => {
    const file = await storeText();

    await expectWhole(file, { 'if-none-match': `"${random.word()}"`, 'if-modified-since': dateAt(file, 60) });
    await expectNotModified(file, { 'if-none-match': file.etag, 'if-modified-since': dateAt(file, -60) });
  });

  it('answers 412 when no tag of If-Match is that of the file', async () => {
    const file = await storeText();
    const other = `"${random.word()}"`;

    await expectFailed(file, { 'if-match': other });
    await expectFailed(file, { 'if-match': `${other}, "${random.word()}"` });
    await expectWhole(file, { 'if-match': file.etag });
    await expectWhole(file, { 'if-match': `${other}, ${file.etag}` });
    await expectWhole(file, { 'if-match': '*' });
  });

  it('compares the tags of If-Match strongly', async () => {
    const file = await storeText();

    await expectFailed(file, { 'if-match': `W/${file.etag}` });
    await expectFailed(file, { 'if-match': `W/${file.etag}`, 'if-none-match': file.etag });
  });
});
