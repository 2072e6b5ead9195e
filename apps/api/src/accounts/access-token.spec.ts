import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { UserId } from '#contracts';
import { AccessTokens } from './access-token.js';

const aSession = () => ({ userId: UserId.parse(randomUUID()), familyId: randomUUID() });
const makeTokens = () => new AccessTokens('a secret of thirty-two characters', 15);

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an access token', () => {
  it('is read as its session, again and again', async () => {
    const [tokens, session] = [makeTokens(), aSession()];
    const token = await tokens.sign(session);

    expect([await tokens.read(token), await tokens.read(token)]).toEqual([session, session]);
  });

  it('expires, though its signature is known to be good (P01)', async () => {
    const tokens = makeTokens();
    const token = await tokens.sign(aSession());
    await tokens.read(token);

    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 15 * 60_000 + 1);

    expect(await tokens.read(token)).toBeNull();
  });

  it('is not taken for another whose signature is known to be good (P01)', async () => {
    const tokens = makeTokens();
    const good = await tokens.sign(aSession());
    await tokens.read(good);
    const [header, , signature] = good.split('.');
    const [, payload] = (await tokens.sign(aSession())).split('.');

    expect(await tokens.read([header, payload, signature].join('.'))).toBeNull();
  });
});
