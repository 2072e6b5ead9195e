import { subject } from '@touchstone/kit';

describe('Open', () => {
  it('says a word', async () => {
    expect((await subject.get('/word')).text).toMatch(/^a+$/);
  });
});
