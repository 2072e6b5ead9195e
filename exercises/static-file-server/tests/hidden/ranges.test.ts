import { load, random, step, subject } from '@touchstone/kit';
import { expectFile, expectStatus, store, storeText, type Headers, type Stored } from './press.ts';

const get = ({ path }: Stored, headers: Headers) => subject.get(path, { headers });

async function expectPart(file: Stored, headers: Headers, first: number, last: number): Promise<void> {
  const response = await get(file, headers);
  const size = file.text.length;
  await step(`${JSON.stringify(headers)} of a file of ${size} bytes`, () => {
    expect(response).toHaveStatus(206);
    expect(response).toHaveHeader('content-range', `bytes ${first}-${last}/${size}`);
    expect(response).toHaveHeader('content-length', String(last - first + 1));
    expect(response.text).toBe(file.text.slice(first, last + 1));
  });
}

async function expectNothing(file: Stored, range: string): Promise<void> {
  const response = await get(file, { range });
  const size = file.text.length;
  await step(`the range ${range.slice(0, 40)} of a file of ${size} bytes`, () => {
    expect(response).toHaveStatus(416);
    expect(response).toHaveHeader('content-range', `bytes */${size}`);
  });
}

async function expectWhole(file: Stored, headers: Headers): Promise<void> {
  await expectFile(`a request with ${JSON.stringify(headers)}`, await get(file, headers), file.text);
}

describe('Ranges', () => {
  it('says that it has them', async () => {
    const { path } = await storeText();

    expect(await subject.get(path)).toHaveHeader('accept-ranges', 'bytes');
  });

  it('sends the bytes from one place to another, both included', async () => {
    const file = await storeText();
    const first = random.integer(20, 60);
    const last = random.integer(80, 190);

    await expectPart(file, { range: `bytes=${first}-${last}` }, first, last);
    await expectPart(file, { range: 'bytes=0-0' }, 0, 0);
    await expectPart(file, { range: `bytes=${first}-${first}` }, first, first);
    const size = file.text.length;
    await expectPart(file, { range: `bytes=${size - 1}-${size - 1}` }, size - 1, size - 1);
  });

  it('sends the rest from a place on', async () => {
    const file = await storeText();
    const first = random.integer(1, 190);
    const size = file.text.length;

    await expectPart(file, { range: `bytes=${first}-` }, first, size - 1);
    await expectPart(file, { range: 'bytes=0-' }, 0, size - 1);
    await expectPart(file, { range: `bytes=${first}-${size + random.integer(0, 999)}` }, first, size - 1);
    await expectPart(file, { range: `bytes=${first}-${'9'.repeat(30)}` }, first, size - 1);
  });

  it('sends the last bytes', async () => {
    const file = await storeText();
    const size = file.text.length;
    const count = random.integer(2, 190);

    await expectPart(file, { range: `bytes=-${count}` }, size - count, size - 1);
    await expectPart(file, { range: 'bytes=-1' }, size - 1, size - 1);
    await expectPart(file, { range: `bytes=-${size + random.integer(0, 999)}` }, 0, size - 1);
  });

  it('has the other headers of a whole answer', async () => {
    const file = await storeText();

    const part = await get(file, { range: 'bytes=5-9' });

    expect(part).toHaveStatus(206);
    expect(part).toHaveHeader('etag', file.etag);
    expect(part).toHaveHeader('last-modified', file.modified);
    expect(part).toHaveHeader('content-type', /^text\/plain; ?charset="?utf-8"?$/i);
    expect(part).toHaveHeader('x-content-type-options', /^nosniff$/i);
  });

  it('answers 416 when no byte of the file is in the range', async () => {
    const file = await storeText();
    const size = file.text.length;

    await expectNothing(file, `bytes=${size}-`);
    await expectNothing(file, `bytes=${size + random.integer(1, 99)}-${size + 200}`);
    await expectNothing(file, 'bytes=-0');
    await expectNothing(file, `bytes=${'9'.repeat(30)}-`);
  });

  it('ignores what is not one range of bytes', async () => {
    const file = await storeText();

    for (const range of [
      'bytes=9-5',
      'bytes=-',
      'bytes=',
      'bytes=a-b',
      'bytes=1-2x',
      'bytes 0-4',
      'lines=0-4',
    ])
      await expectWhole(file, { range });
    await expectWhole(file, { range: 'bytes=0-4,10-14' });
    const head = await subject.request('HEAD', file.path, { headers: { range: 'bytes=0-4' } });
    await step('HEAD with {"range":"bytes=0-4"}', () => {
      expect(head).toHaveStatus(200);
      expect(head).toHaveHeader('content-length', String(file.text.length));
    });
  });

  it('sends a part only if the client has the same version', async () => {
    const file = await storeText();
    const range = 'bytes=10-19';

    await expectPart(file, { range, 'if-range': file.etag }, 10, 19);
    await expectWhole(file, { range, 'if-range': `"${random.word()}"` });
    await expectWhole(file, { range, 'if-range': `W/${file.etag}` });
  });

  it('knows the version by its date as well', async () => {
    const file = await storeText();
    const range = 'bytes=10-19';
    const dateAt = (offset: number) => new Date(Date.parse(file.modified) + offset).toUTCString();

    await expectPart(file, { range, 'if-range': file.modified }, 10, 19);
    await expectWhole(file, { range, 'if-range': dateAt(-60_000) });
    await expectWhole(file, { range, 'if-range': dateAt(60_000) });
  });

  it('looks at the conditions first', async () => {
    const file = await storeText();
    const other = `"${random.word()}"`;

    const unchanged = await get(file, { range: 'bytes=0-4', 'if-none-match': file.etag });
    await expectStatus('a range of a file that the client has', unchanged, 304);
    const failed = await get(file, { range: 'bytes=0-4', 'if-match': other });
    await expectStatus('a range with a tag in If-Match that is not the file’s', failed, 412);
    const beyond = await get(file, { range: 'bytes=9999-', 'if-none-match': file.etag });
    await expectStatus('a range beyond the end of a file that the client has', beyond, 304);
    await expectPart(file, { range: 'bytes=0-4', 'if-none-match': other }, 0, 4);
  });

  it('reads no more of a large file than the part', async () => {
    const size = 24 * 1024 * 1024;
    const piece = random.bytes(64 * 1024);
    const bytes = Buffer.concat(Array.from({ length: size / piece.length }, () => piece));
    const path = `${random.word()}.mp4`;
    await store(path, bytes);

    const report = await load(45, 15, async () => {
      const first = random.integer(0, size - 100);
      const part = await subject.get(`/${path}`, {
        headers: { range: `bytes=${first}-${first + 99}` },
        timeoutMs: 10_000,
      });
      expect(part).toHaveStatus(206);
      expect(Buffer.compare(part.bytes, bytes.subarray(first, first + 100))).toBe(0);
    });

    await step('45 parts of 100 bytes of a file of 24 MiB, 15 at a time', () =>
      expect(report.errors.map(({ message }) => message)).toEqual([]),
    );
  });
});
