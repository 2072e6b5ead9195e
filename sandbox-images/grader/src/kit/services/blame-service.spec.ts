import { describe, expect, it } from '@jest/globals';
import { blameProgram } from './blame-service.js';

const failWith = (message: string, code?: string): Promise<never> =>
  Promise.reject(Object.assign(new Error(message), { code }));

describe('blameProgram', () => {
  it('leaves an answer as it is', async () => {
    expect(await blameProgram('Redis', Promise.resolve('PONG'))).toBe('PONG');
  });

  it.each([
    ['sorry, too many clients already', '53300'],
    ['could not extend file', '53100'],
    ['the database system is in recovery mode', '57P03'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'],
    ['connect EADDRNOTAVAIL 127.0.0.1:5432', 'EADDRNOTAVAIL'],
    ['Connection terminated unexpectedly', undefined],
    ['ERR max number of clients reached', undefined],
  ])('tells the learner that the service broke: %s (G16)', async (message, code) => {
    const asked = blameProgram('PostgreSQL', failWith(message, code));

    await expect(asked).rejects.toMatchObject({ category: 'error', name: 'KitFailure' });
    await expect(asked).rejects.toThrow('has your program filled it');
  });

  it.each(['Command timed out', 'canceling statement due to statement timeout'])(
    'tells the learner that the service is blocked: %s (G16)',
    async (message) => {
      await expect(blameProgram('Redis', failWith(message))).rejects.toMatchObject({ category: 'timeout' });
    },
  );

  it('lets the author of a suite read what was wrong with a statement', async () => {
    await expect(
      blameProgram('PostgreSQL', failWith('relation "x" does not exist', '42P01')),
    ).rejects.toThrow('relation "x" does not exist');
  });
});
