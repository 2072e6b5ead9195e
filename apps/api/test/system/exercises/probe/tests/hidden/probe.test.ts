import { random, subject } from '@touchstone/kit';

const expectGreeting = async () => {
  const name = random.word();
  const response = await subject.get(`/hello?name=${name}`);
  expect(response.status).toBe(200);
  expect(response.json).toEqual({ hello: name });
};

describe('Basics', () => {
  it('greets by name', expectGreeting);

  it('adds two numbers', async () => {
    const [a, b] = [random.integer(1, 1000), random.integer(1, 1000)];
    const response = await subject.get(`/sum?a=${a}&b=${b}`);
    expect(response.json).toEqual({ sum: a + b });
  });
});

describe('Trouble', () => {
  it('still greets after trouble', async () => {
    await subject.post('/trouble', { timeoutMs: 1500 }).catch(() => undefined);
    await expectGreeting();
  });
});
