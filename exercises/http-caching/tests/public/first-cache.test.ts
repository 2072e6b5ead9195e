import { random, step, subject } from '@touchstone/kit';

const texts = () => ({ title: random.word(10), text: random.sentence() });

async function publish(): Promise<string> {
  const path = `/articles/story-${random.word(10)}`;
  const answer = await subject.put(path, { json: { en: texts(), de: texts() } });
  await step(`PUT ${path}`, () => expect(answer).toHaveStatus(204));
  return path;
}

describe('First cache', () => {
  it('may keep an article for a minute', async () => {
    const answer = await subject.get(await publish());

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('cache-control', /max-age=60/);
  });

  it('may keep no error', async () => {
    const answer = await subject.get(`/articles/${random.word(10)}`);

    expect(answer).toHaveStatus(404);
    expect(answer).toHaveHeader('cache-control', /no-store/);
  });

  it('is told 304 when it has what there is', async () => {
    const path = await publish();
    const answer = await subject.get(path);
    expect(answer).toHaveHeader('etag', /^"/);

    const again = await subject.get(path, { headers: { 'if-none-match': answer.headers.etag ?? '' } });

    expect(again).toHaveStatus(304);
    await step('the body of the 304', () => expect(again.text).toBe(''));
  });

  it('is told that the language of the request matters', async () => {
    const answer = await subject.get(await publish());

    expect(answer).toHaveHeader('vary', /accept-language/i);
  });
});
