import { random, step } from '@touchstone/kit';
import {
  anAddress,
  aPassword,
  expectLoggedIn,
  expectLoggedOut,
  login,
  post,
  readSetCookie,
  readSid,
  register,
  withSid,
} from './browser.ts';

describe('Logging in', () => {
  it('knows a user again, whatever the case of the address', async () => {
    const email = anAddress();
    const user = await register({ email, password: aPassword() });

    const answer = await post('/login', { email: email.toUpperCase(), password: user.password });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ email });
    await expectLoggedIn('the new cookie', await readSid(answer), user);
  });

  it('takes the password as it is and no other', async () => {
    const password = ` ${random.word(26)} ÄÖ ${random.word(24)}Zz `;
    const user = await register({ email: anAddress(), password });
    const wrong = [
      password.trim(),
      password.toLowerCase(),
      password.slice(0, -1),
      `${password.slice(0, -2)}x `,
      password.slice(0, 30),
      aPassword(),
    ];

    for (const attempt of wrong) {
      const answer = await post('/login', { email: user.email, password: attempt });
      await step(`POST /login with ${JSON.stringify(attempt)} instead of ${JSON.stringify(password)}`, () =>
        expect(answer).toHaveStatus(401),
      );
    }
    await login(user);
  });

  it('counts every character of a long password, however many bytes it takes', async () => {
    const password = Array.from({ length: 64 }, () => random.pick([...'äöüßéçñøåœ€'])).join('');
    const user = await register({ email: anAddress(), password });

    for (const attempt of [`${password.slice(0, -1)}x`, `${password.slice(0, 40)}${'x'.repeat(24)}`]) {
      const answer = await post('/login', { email: user.email, password: attempt });
      await step(`POST /login with ${JSON.stringify(attempt)} instead of ${JSON.stringify(password)}`, () =>
        expect(answer).toHaveStatus(401),
      );
    }
    await login(user);
  });

  it('changes no letter of a password', async () => {
    const start = random.word(12);
    const user = await register({ email: anAddress(), password: `${start} \u00e9 ﬁ` });

    for (const attempt of [`${start} e\u0301 ﬁ`, `${start} \u00e9 fi`]) {
      const answer = await post('/login', { email: user.email, password: attempt });
      await step(`POST /login with ${JSON.stringify(attempt)}, which only looks like the password`, () =>
        expect(answer).toHaveStatus(401),
      );
    }
    await login(user);
  });

  it('sets a cookie that only this site and no script can use', async () => {
    const user = await register();
    const answer = await post('/login', user);

    const [, ...attributes] = (await readSetCookie(answer))
      .split(';')
      .map((part) => part.trim().toLowerCase());

    await step('the attributes of the cookie', () => {
      expect(attributes).toContain('httponly');
      expect(attributes).toContain('secure');
      expect(attributes).toContain('path=/');
      expect(attributes.find((attribute) => attribute.startsWith('samesite='))).toMatch(
        /^samesite=(lax|strict)$/,
      );
      expect(attributes.filter((attribute) => attribute.startsWith('domain'))).toEqual([]);
    });
  });

  it('gives every login a value of its own that nobody can guess', async () => {
    const user = await register();
    const sids = [await login(user), await login(user), await login(await register())];

    await step('different values of three cookies', () => expect(new Set(sids).size).toBe(3));
    for (const sid of sids) {
      await step('characters in the value of a cookie', () => expect(sid.length).toBeGreaterThanOrEqual(22));
    }
    for (const sid of sids.slice(0, 2))
      await expectLoggedIn('one of two cookies of the same user', sid, user);
  });

  it('never takes over a value that the browser brings', async () => {
    const user = await register();
    const planted = random.word(43);

    const sid = await login(user, withSid(planted));

    await step('the value of the new cookie', () => expect(sid).not.toBe(planted));
    await expectLoggedOut('the value that was planted', planted);
    await expectLoggedIn('the new cookie', sid, user);
  });

  it('ends the session that the browser had', async () => {
    const [attacker, user] = [await register(), await register()];
    const planted = await login(attacker);

    const sid = await login(user, withSid(planted));

    await step('the value of the new cookie', () => expect(sid).not.toBe(planted));
    await expectLoggedOut('the cookie from before the login', planted);
    await expectLoggedIn('the new cookie', sid, user);
  });

  it('refuses a login without address or password', async () => {
    for (const json of [
      {},
      { email: anAddress() },
      { password: aPassword() },
      { email: 1, password: 2 },
      [],
    ]) {
      await step(`POST /login with ${JSON.stringify(json).slice(0, 60)}`, async () =>
        expect(await post('/login', json)).toHaveStatus(400),
      );
    }
  });
});
