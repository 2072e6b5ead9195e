import { random, services, step, subject } from '@touchstone/kit';
import { expectLoggedIn, expectLoggedOut, listKeys, login, me, readEverything, register } from './browser.ts';

const { redis } = services;
const HALF_AN_HOUR = 1800;

beforeEach(() => redis.reset());

async function theSessionKey(): Promise<string> {
  const keys = await listKeys('session:*');
  await step('keys session:* after one login', () => expect(keys).toHaveLength(1));
  return keys[0] ?? '';
}

async function expectLife(what: string, key: string): Promise<void> {
  const seconds = (await redis.command('TTL', key)) as number;
  await step(`TTL of the key ${what}`, () => {
    expect(seconds).toBeGreaterThan(HALF_AN_HOUR - 60);
    expect(seconds).toBeLessThanOrEqual(HALF_AN_HOUR);
  });
}

describe('Sessions', () => {
  it('answers 401 to whom it does not know', async () => {
    const answers = [
      await subject.get('/me'),
      await me(''),
      await me(random.word(43)),
      await me('%00"; sid=x'),
    ];

    for (const answer of answers) expect(answer).toHaveStatus(401);
    expect(answers[0]).toHaveJson({ error: expect.any(String) });
  });

  it('finds its cookie among others', async () => {
    const user = await register();
    const sid = await login(user);
    const cookie = `theme=dark; xsid=${random.word(40)}; sid=${sid}; sid2=${random.word(40)}`;

    const answer = await subject.get('/me', { headers: { cookie } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ email: user.email });
  });

  it('survives a restart of the program', async () => {
    const user = await register();
    const sid = await login(user);

    await subject.restart();

    await expectLoggedIn('the cookie from before the restart', sid, user);
    await login(user);
  });

  it('lets a session end half an hour after the login', async () => {
    const user = await register();
    await login(user);

    await expectLife('right after the login', await theSessionKey());
  });

  it('gives a session that is used another half hour', async () => {
    const user = await register();
    const sid = await login(user);
    const key = await theSessionKey();
    await redis.command('EXPIRE', key, random.integer(60, 600));

    await expectLoggedIn('the cookie, later', sid, user);

    await expectLife('after GET /me', key);
  });

  it('ends a session when its key has gone', async () => {
    const user = await register();
    const sid = await login(user);
    await expectLoggedIn('the cookie', sid, user);

    await redis.command('DEL', await theSessionKey());

    await expectLoggedOut('the cookie of a session whose key has gone', sid);
  });

  it('leaves nothing about sessions behind for ever', async () => {
    const users = [await register(), await register(), await register()];
    const before = new Set(await listKeys('*'));
    for (const user of users) await login(user);
    const added = (await listKeys('*')).filter((key) => !before.has(key));

    const endless: string[] = [];
    for (const key of added) if (((await redis.command('TTL', key)) as number) < 0) endless.push(key);

    await step('keys that three logins added and that never expire', () => expect(endless).toEqual([]));
  });

  it('keeps the value of the cookie nowhere in Redis', async () => {
    const user = await register();
    const sid = await login(user);
    await expectLoggedIn('the cookie', sid, user);

    const everything = await readEverything();

    // A value may be made of parts, of which one is the secret.
    const parts = [sid, decodeURIComponent(sid), ...sid.split('.')].filter((part) => part.length >= 22);
    await step('whether Redis holds the value of the cookie or the longest part of it', () => {
      const secret = parts.at(-1) ?? sid;
      expect([everything.includes(sid), everything.includes(secret)]).toEqual([false, false]);
    });
  });
});
