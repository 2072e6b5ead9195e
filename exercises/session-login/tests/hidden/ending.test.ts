import { random, services, step } from '@touchstone/kit';
import {
  aPassword,
  expectLoggedIn,
  expectLoggedOut,
  login,
  post,
  readHash,
  readSetCookie,
  readSid,
  register,
  withSid,
} from './browser.ts';

beforeEach(() => services.redis.reset());

describe('Ending sessions', () => {
  it('ends the session at logout, for whoever has a copy of the cookie', async () => {
    const user = await register();
    const [sid, other] = [await login(user), await login(user)];

    const answer = await post('/logout', {}, withSid(sid));

    expect(answer).toHaveStatus(204);
    await expectLoggedOut('the cookie, after logout', sid);
    await expectLoggedIn('the cookie of another device', other, user);
  });

  it('makes the browser forget the cookie', async () => {
    const sid = await login(await register());
    const answer = await post('/logout', {}, withSid(sid));

    const [pair, ...attributes] = (await readSetCookie(answer)).split(';').map((part) => part.trim());

    await step('the value of the cookie', () => expect(pair).toMatch(/^sid="?"?$/));
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice('expires='.length);
    const gone =
      attributes.some((attribute) => /^max-age=(0|-\d+)$/i.test(attribute)) ||
      (expires !== undefined && Date.parse(expires) < Date.now());
    await step(`whether the browser forgets it by ${JSON.stringify(attributes)}`, () =>
      expect(gone).toBe(true),
    );
    await step('its attributes', () =>
      expect(attributes.map((text) => text.toLowerCase())).toContain('path=/'),
    );
  });

  it('takes a logout without a session', async () => {
    expect(await post('/logout', {})).toHaveStatus(204);
    expect(await post('/logout', {}, withSid(random.word(43)))).toHaveStatus(204);
  });

  it('ends all sessions of a user, and of nobody else', async () => {
    const [user, other] = [await register(), await register()];
    const sids = [await login(user), await login(user), await login(user)];
    const stranger = await login(other);

    const answer = await post('/logout-everywhere', {}, withSid(random.pick(sids)));

    expect(answer).toHaveStatus(204);
    for (const sid of sids) await expectLoggedOut('a cookie of the user', sid);
    await expectLoggedIn('the cookie of somebody else', stranger, other);
    await expectLoggedIn('the cookie of a new login', await login(user), user);
  });

  it('asks for a session where one is needed', async () => {
    for (const path of ['/logout-everywhere', '/password']) {
      const answer = await post(path, { current: aPassword(), next: aPassword() }, withSid(random.word(43)));
      await step(`POST ${path} without a session`, () => expect(answer).toHaveStatus(401));
    }
  });

  it('changes the password', async () => {
    const user = await register();
    const next = aPassword();
    const before = await readHash(user);

    const answer = await post('/password', { current: user.password, next }, withSid(await login(user)));

    expect(answer).toHaveStatus(204);
    await step('passwordHash, compared with the one before', async () =>
      expect(await readHash(user)).not.toBe(before),
    );
    await step('POST /login with the old password', async () =>
      expect(await post('/login', user)).toHaveStatus(401),
    );
    await login({ email: user.email, password: next });
  });

  it('ends every session when the password changes', async () => {
    const user = await register();
    const [used, stolen] = [await login(user), await login(user)];

    const answer = await post('/password', { current: user.password, next: aPassword() }, withSid(used));

    expect(answer).toHaveStatus(204);
    const fresh = await readSid(answer);
    await step('the new cookie', () => expect([used, stolen]).not.toContain(fresh));
    await expectLoggedOut('a cookie of another device', stolen);
    await expectLoggedOut('the cookie from before the change', used);
    await expectLoggedIn('the new cookie', fresh, user);
  });

  it('keeps the password unless the current one is right and the next one good', async () => {
    const user = await register();
    const sid = await login(user);
    const attempts: [unknown, number][] = [
      [{ current: aPassword(), next: aPassword() }, 403],
      [{ current: user.password, next: random.word(9) }, 400],
      [{ current: user.password }, 400],
      [{ current: user.password, next: 1234567890 }, 400],
    ];

    for (const [json, status] of attempts) {
      await step(`POST /password with ${JSON.stringify(json)}`, async () =>
        expect(await post('/password', json, withSid(sid))).toHaveStatus(status),
      );
    }
    await expectLoggedIn('the cookie', sid, user);
    await login(user);
  });
});
