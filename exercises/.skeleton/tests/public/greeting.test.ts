import { subject } from '@touchstone/kit';

describe('Greets', () => {
  it('greets Ada', async () => {
    const response = await subject.get('/greeting?name=Ada');

    expect(response.status).toBe(200);
    expect(response.json).toEqual({ greeting: 'Hello, Ada!' });
  });
});
