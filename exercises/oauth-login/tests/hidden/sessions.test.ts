import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  arrive,
  Browser,
  browserWith,
  expectLoggedIn,
  expectLoggedOut,
  expectRefused,
  isDeletion,
  leave,
  logIn,
  readCookies,
} from './browser.ts';
import { Provider } from './provider.ts';

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

async function expectAttributes(what: string, answer: HttpResponse): Promise<void> {
  for (const { name, attributes } of readCookies(answer).filter((cookie) => !isDeletion(cookie)))
    await step(`attributes of the cookie “${name}” that ${what} sets`, () => {
      expect({
        httpOnly: attributes.has('httponly'),
        secure: attributes.has('secure'),
        sameSite: attributes.get('samesite')?.toLowerCase(),
        domain: attributes.get('domain'),
      }).toEqual({ httpOnly: true, secure: true, sameSite: 'lax', domain: undefined });
      if (name === 'sid') expect(attributes.get('path')).toBe('/');
    });
}

describe('Sessions', () => {
  it('gives every cookie its attributes', async () => {
    const browser = new Browser();
    const departure = await leave(browser, provider);
    await expectAttributes('GET /login', await browser.get('/login'));

    const answer = await arrive(browser, provider.approve(departure).query);

    await step('cookies called “sid” that the callback sets', () =>
      expect(readCookies(answer).filter(({ name }) => name === 'sid')).toHaveLength(1),
    );
    await expectAttributes('the callback', answer);
  });

  it('begins a session that nobody can guess with every login', async () => {
    const browser = new Browser();
    const sids = [(await logIn(browser, provider)).sid, (await logIn(browser, provider)).sid];
    sids.push((await logIn(new Browser(), provider)).sid);

    for (const sid of sids)
      await step(`the length of the cookie ${JSON.stringify(sid)}`, () =>
        expect(sid.length).toBeGreaterThanOrEqual(22),
      );
    await step('different values in three logins', () => expect(new Set(sids).size).toBe(3));
  });

  it('never takes over a value that the browser brings', async () => {
    const browser = new Browser();
    const planted = random.word(43);
    browser.plant('sid', planted);

    const { person } = await logIn(browser, provider);

    await expectLoggedOut('with the value that was planted before the login', browserWith(planted));
    await expectLoggedIn('in the browser that logged in', browser, person);
  });

  it('makes cookies from before the login worth nothing', async () => {
    const browser = new Browser();
    const departure = await leave(browser, provider);
    const thief = browser.copy();

    const { query, person } = provider.approve(departure);
    await arrive(browser, query);

    await expectLoggedIn('in the browser that logged in', browser, person);
    await expectLoggedOut('with a copy of the cookies from before the login', thief);
  });

  it('ends the session that the browser had', async () => {
    const browser = new Browser();
    const { sid } = await logIn(browser, provider);

    const { person } = await logIn(browser, provider);

    await expectLoggedOut('with the cookie of the session before', browserWith(sid));
    await expectLoggedIn('after another login in the same browser', browser, person);
  });

  it('answers 401 to whom it does not know', async () => {
    for (const browser of [
      new Browser(),
      browserWith(''),
      browserWith(random.word(43)),
      browserWith('__proto__'),
    ]) {
      const sid = JSON.stringify(browser.valueOf('sid'));
      await expectRefused(`GET /me with sid ${sid}`, await browser.get('/me'), 401, 'not_logged_in');
    }
  });

  it('knows people without asking the provider', async () => {
    const browser = new Browser();
    const { person } = await logIn(browser, provider);
    await provider.stop();

    await expectLoggedIn('while the provider is down', browser, person);
  });

  it('ends the session at logout, for whoever has a copy of the cookie', async () => {
    const browser = new Browser();
    const { sid } = await logIn(browser, provider);
    const elsewhere = new Browser();
    const { person } = await logIn(elsewhere, provider);

    const answer = await browser.post('/logout');

    await step('POST /logout', () => expect(answer).toHaveStatus(204));
    await expectLoggedOut('with a copy of the cookie, after logout', browserWith(sid));
    await expectLoggedIn('in another browser', elsewhere, person);
    await step('POST /logout without a session', async () =>
      expect(await subject.post('/logout')).toHaveStatus(204),
    );
  });

  it('makes the browser forget the cookie', async () => {
    const browser = new Browser();
    await logIn(browser, provider);

    const answer = await browser.post('/logout');

    const cookies = readCookies(answer).filter(({ name }) => name === 'sid');
    await step('Set-Cookie headers that delete “sid” with Path=/', () =>
      expect(
        cookies.map((cookie) => ({ isDeleted: isDeletion(cookie), path: cookie.attributes.get('path') })),
      ).toEqual([{ isDeleted: true, path: '/' }]),
    );
  });

  it('logs nobody out because of a link', async () => {
    const browser = new Browser();
    const { person } = await logIn(browser, provider);

    await browser.copy().get('/logout', { isFromProvider: true });

    await expectLoggedIn('after GET /logout', browser, person);
  });
});
