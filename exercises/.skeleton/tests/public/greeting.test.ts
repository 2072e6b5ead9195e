import { subject } from '@touchstone/kit';

describe('Greets', () => {
  it('greets Ada', async () => {
    const response = await subject.get('/greeting?name=Ada');

    expect(response).toHaveStatus(200);
    expect(response).toHaveJson({ greeting: 'Hello, Ada!' });
  });
});
