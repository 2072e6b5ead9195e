import { random, step } from '@touchstone/kit';
import { Browser, leave, logIn } from './browser.ts';
import { CLIENT_ID, Provider, REDIRECT_URI } from './provider.ts';

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

describe('Leaving for the provider', () => {
  it('asks for a code, in its own name', async () => {
    const { params } = await leave(new Browser(), provider);

    await step('parameters of the authorization request', () =>
      expect(params).toMatchObject({
        response_type: 'code',
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT_URI,
        scope: 'openid profile email',
      }),
    );
  });

  it('makes a state and a nonce for every login', async () => {
    const browser = new Browser();
    const departures = [await leave(browser, provider), await leave(browser, provider)];
    departures.push(await leave(new Browser(), provider), await leave(new Browser(), provider));

    const values = departures.flatMap(({ params }) => [params.state ?? '', params.nonce ?? '']);
    for (const value of values)
      await step(`the length of ${JSON.stringify(value)}, a state or nonce`, () =>
        expect(value.length).toBeGreaterThanOrEqual(22),
      );
    await step('different states and nonces in four logins', () => expect(new Set(values).size).toBe(8));
  });

  it('sends the SHA-256 of a verifier, and the verifier with the code', async () => {
    const browser = new Browser();
    const departure = await leave(browser, provider);

    await step('parameters of the authorization request', () =>
      expect(departure.params).toMatchObject({
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      }),
    );
    await logIn(browser, provider);
    await step('the code_verifier of the token request', () =>
      expect(provider.verifiers).toEqual([expect.stringMatching(/^[A-Za-z0-9._~-]{43,128}$/)]),
    );
  });

  it('makes a verifier for every login, which is neither state nor nonce', async () => {
    const seen: (string | undefined)[] = [];
    for (const browser of [new Browser(), new Browser()]) {
      const visit = await logIn(browser, provider);
      seen.push(visit.approval.query.state, visit.departure.params.nonce);
    }

    await step('different values among two verifiers, two states and two nonces', () =>
      expect(new Set([...seen, ...provider.verifiers]).size).toBe(6),
    );
  });

  it('keeps the query of the authorization endpoint', async () => {
    await logIn(new Browser(), provider);
    const tenant = random.word();
    const endpoint = String(provider.document.authorization_endpoint);
    provider.document.authorization_endpoint = `${endpoint}?tenant=${tenant}&prompt=login`;

    const { url, params } = await leave(new Browser(), provider);

    await step('parameters of the authorization request', () =>
      expect(params).toMatchObject({ tenant, prompt: 'login', client_id: CLIENT_ID, response_type: 'code' }),
    );
    await step('parameters that are there more than once', () =>
      expect(Object.keys(params).filter((name) => url.searchParams.getAll(name).length > 1)).toEqual([]),
    );
  });

  it('does not believe what a request says about its host', async () => {
    const evil = `${random.word()}.example`;
    const headers = {
      'x-forwarded-host': evil,
      'x-forwarded-proto': 'http',
      forwarded: `host=${evil};proto=http`,
      origin: `https://${evil}`,
      referer: `https://${evil}/`,
    };

    const { params } = await leave(new Browser(), provider, undefined, headers);

    await step('redirect_uri of the authorization request', () =>
      expect(params.redirect_uri).toBe(REDIRECT_URI),
    );
  });
});
