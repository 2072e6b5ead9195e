import { subject } from '@touchstone/kit';

describe('Basics', () => {
  it('greets the world', async () => {
    const response = await subject.get('/hello?name=world');

    expect(response.json).toEqual({ hello: 'world' });
  });
});
