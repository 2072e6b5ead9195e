import { random, step, subject } from '@touchstone/kit';

describe('Greets', () => {
  it('greets whoever asks, as JSON', async () => {
    const name = random.word();

    const response = await subject.get(`/greeting?name=${name}`);

    await step('status', () => expect(response.status).toBe(200));
    await step('content-type', () => expect(response.headers['content-type']).toMatch(/^application\/json/));
    await step('body', () => expect(response.json).toEqual({ greeting: `Hello, ${name}!` }));
  });
});

describe('Checks its input', () => {
  it('answers 400 without a name', async () => {
    const response = await subject.get('/greeting');

    await step('status', () => expect(response.status).toBe(400));
    await step('body', () => expect(response.json).toEqual({ error: expect.any(String) }));
  });

  it('answers 400 to an empty name', async () => {
    const response = await subject.get('/greeting?name=');

    await step('status', () => expect(response.status).toBe(400));
  });
});
