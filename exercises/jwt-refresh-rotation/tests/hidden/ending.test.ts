import { random, step, subject } from '@touchstone/kit';
import { expectAccepted, expectRefused, expectUsedUp, login, pushKey, rotate } from './vault.ts';

beforeEach(() => pushKey());

async function logout(refreshToken: string): Promise<void> {
  const answer = await subject.post('/logout', { json: { refreshToken } });
  await step('POST /logout', () => expect(answer).toHaveStatus(204));
}

describe('Ending sessions', () => {
  it('ends a session at logout', async () => {
    const pair = await login();
    const other = await login();

    await logout(pair.refreshToken);

    await expectUsedUp('the refresh token, after logout', pair.refreshToken);
    await expectRefused('the access token, after logout', pair.accessToken);
    await expectAccepted('the access token of somebody else', other.accessToken);
  });

  it('ends a session at logout with a token that was used before', async () => {
    const first = await login();
    const second = await rotate(first.refreshToken);

    await logout(first.refreshToken);

    await expectRefused('the access token, after logout', second.accessToken);
    await expectUsedUp('the newest refresh token, after logout', second.refreshToken);
  });

  it('answers a logout with an unknown token like any other', async () => {
    const pair = await login();

    await logout(random.word(43));
    await logout(pair.refreshToken);
    await logout(pair.refreshToken);
  });

  it('ends all sessions of a user, and of nobody else', async () => {
    const user = `${random.word()} Ümit & ${random.word()}`;
    const pairs = [await login({ user }), await login({ user }), await login({ user })];
    const refreshed = await rotate(pairs[0]?.refreshToken ?? '');
    const other = await login({ user: `${user}2` });

    const answer = await subject.delete(`/users/${encodeURIComponent(user)}/sessions`);

    expect(answer).toHaveStatus(204);
    for (const { accessToken } of [...pairs, refreshed]) {
      await expectRefused('an access token of the user', accessToken);
    }
    for (const { refreshToken } of [...pairs.slice(1), refreshed]) {
      await expectUsedUp('a refresh token of the user', refreshToken);
    }
    await expectAccepted('the access token of somebody else', other.accessToken);
    await rotate(other.refreshToken);
  });

  it('lets a user log in again', async () => {
    const user = random.word();
    await login({ user });
    await subject.delete(`/users/${user}/sessions`);
    expect(await subject.delete(`/users/${random.word()}/sessions`)).toHaveStatus(204);

    const again = await login({ user });

    await expectAccepted('the access token of the new session', again.accessToken);
    await rotate(again.refreshToken);
  });
});
