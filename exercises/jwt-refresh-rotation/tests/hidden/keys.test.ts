import { random, step, subject } from '@touchstone/kit';
import { decode, expectAccepted, expectRefused, login, mint, pushKey, rotate } from './vault.ts';

const listKids = async () => {
  const { keys } = (await subject.get('/.well-known/jwks.json')).json as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
};

beforeEach(() => pushKey());

describe('Changing keys', () => {
  it('signs with the newest key', async () => {
    const before = await login();
    const newest = await pushKey();

    const after = await login();
    const refreshed = await rotate(before.refreshToken);

    await step('kid of the access token of a new session', () =>
      expect(decode(after.accessToken).header.kid).toBe(newest.kid),
    );
    await step('kid of the new access token of an old session', () =>
      expect(decode(refreshed.accessToken).header.kid).toBe(newest.kid),
    );
    await expectAccepted('a token of the newest key', after.accessToken);
  });

  it('accepts tokens of the earlier keys', async () => {
    const old = await pushKey();
    const before = await login();
    await pushKey();
    await pushKey();

    await expectAccepted('a token that was signed two keys ago', before.accessToken);
    const minted = mint(old, decode(before.accessToken).claims);
    await expectAccepted('a token that the gateway signed with that key now', minted);
  });

  it('refuses tokens of a key that was deleted', async () => {
    const old = await pushKey();
    const before = await login();
    const kept = await pushKey();

    const answer = await subject.delete(`/keys/${old.kid}`);

    expect(answer).toHaveStatus(204);
    await expectRefused('a token of the deleted key', before.accessToken);
    await step('whether the key set shows the deleted key and the other one', async () => {
      const kids = await listKids();
      expect([kids.includes(old.kid), kids.includes(kept.kid)]).toEqual([false, true]);
    });
    const refreshed = await rotate(before.refreshToken);
    await expectAccepted('the next access token of the session', refreshed.accessToken);
  });

  it('keeps the key that it signs with', async () => {
    const { kid } = await pushKey();

    const answer = await subject.delete(`/keys/${kid}`);

    expect(answer).toHaveStatus(409);
    await expectAccepted('a token of that key', (await login()).accessToken);
  });

  it('answers 404 for a key that it does not have', async () => {
    expect(await subject.delete(`/keys/${random.word(12)}`)).toHaveStatus(404);
  });
});
