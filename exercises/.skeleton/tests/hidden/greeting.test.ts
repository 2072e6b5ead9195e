import { random, subject } from '@touchstone/kit';

describe('Greets', () => {
  it('greets whoever asks, as JSON', async () => {
    const name = random.word();

    const response = await subject.get(`/greeting?name=${name}`);

    expect(response).toHaveStatus(200);
    expect(response).toHaveHeader('content-type', /^application\/json/);
    expect(response).toHaveJson({ greeting: `Hello, ${name}!` });
  });
});

describe('Checks its input', () => {
  it('answers 400 without a name', async () => {
    const response = await subject.get('/greeting');

    expect(response).toHaveStatus(400);
    expect(response).toHaveJson({ error: expect.any(String) });
  });

  it('answers 400 to an empty name', async () => {
    expect(await subject.get('/greeting?name=')).toHaveStatus(400);
  });
});
