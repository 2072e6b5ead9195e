import { eventually, random, sleep, step, type UpstreamAnswer } from '@touchstone/kit';
import {
  arrive,
  arriveWell,
  Browser,
  expectLoggedIn,
  expectLoggedOut,
  expectRefused,
  leave,
  logIn,
} from './browser.ts';
import { mint, newKey, Provider, type Endpoint } from './provider.ts';

let provider: Provider;
/** A login before anything changes: what a program keeps for too long, it has kept by now. */
beforeEach(async () => {
  provider = new Provider();
  await logIn(new Browser(), provider);
});

/** How long tokens are kept back at most, less than the program has to wait for them. */
const HELD_MS = 2500;

const UNAVAILABLE = 'provider_unavailable';

/** A key that no program has seen, so that it has to read the key set. */
function useNewKey(): void {
  const key = newKey('ES256');
  provider.keys = [...provider.keys, key];
  provider.mint = (claims) => mint(key, claims);
}

async function failsAtCallback(endpoint: Endpoint, what: string, answer: UpstreamAnswer): Promise<void> {
  const browser = new Browser();
  useNewKey();
  const { query } = provider.approve(await leave(browser, provider));
  provider.answerInstead(endpoint, answer);
  const where = {
    document: 'the document',
    token: 'the token endpoint',
    keys: 'the key set',
    person: 'userinfo',
  };
  const answered = await step(`the callback while ${where[endpoint]} ${what}`, () => arrive(browser, query));
  provider.recover();

  await expectRefused(`the callback while ${where[endpoint]} ${what}`, answered, 502, UNAVAILABLE);
  await expectLoggedOut(`after a callback while ${where[endpoint]} ${what}`, browser);
}

describe('The provider changes', () => {
  it('reads the document anew for every login', async () => {
    const moved = `${provider.url}/${random.word()}`;
    provider.document.authorization_endpoint = `${moved}/go`;
    provider.document.token_endpoint = `${moved}/give`;
    provider.document.jwks_uri = `${moved}/certs`;
    provider.document.userinfo_endpoint = `${moved}/who`;
    useNewKey();

    const { person } = await logIn(new Browser(), provider);

    await step('the sub of the person who logged in', () => expect(person.sub).toEqual(expect.any(String)));
  });

  it('takes no document of another issuer', async () => {
    for (const issuer of [`https://${random.word()}.example`, `${provider.url}/`, undefined]) {
      provider.document.issuer = issuer;

      const answer = await new Browser().get('/login');

      await expectRefused(
        `GET /login while the document has "issuer": ${JSON.stringify(issuer)}`,
        answer,
        502,
        UNAVAILABLE,
      );
    }
  });

  it('takes a key that came new', async () => {
    for (let round = 0; round < 2; round += 1) {
      useNewKey();
      await logIn(new Browser(), provider);
    }

    await step('requests that the provider refused', () => expect(provider.refusals).toEqual([]));
  });

  it('tells its secret in the Authorization header', async () => {
    provider.document.token_endpoint_auth_methods_supported = ['private_key_jwt', 'client_secret_basic'];
    await logIn(new Browser(), provider);
    delete provider.document.token_endpoint_auth_methods_supported;
    await logIn(new Browser(), provider);

    await step('requests that the provider refused', () => expect(provider.refusals).toEqual([]));
  });

  it('tells its secret in the form where the provider wants it there', async () => {
    provider.document.token_endpoint_auth_methods_supported = ['client_secret_post'];

    await logIn(new Browser(), provider);

    await step('requests that the provider refused', () => expect(provider.refusals).toEqual([]));
  });

  it('says so when the provider is down, and goes on when it is back', async () => {
    const browser = new Browser();
    await provider.stop();
    const answer = await browser.get('/login');
    await provider.start();

    await expectRefused('GET /login while the provider is down', answer, 502, UNAVAILABLE);
    await logIn(browser, provider);
  });

  it('does not wait for a provider that says nothing', async () => {
    provider.answerInstead('document', { stall: true });
    const answer = await new Browser().get('/login');
    provider.recover();

    await expectRefused('GET /login while the provider says nothing', answer, 502, UNAVAILABLE);
  });

  it('does not wait for tokens that do not come', async () => {
    await failsAtCallback('token', 'says nothing', { stall: true });
    // More is announced than comes.
    const half = { text: '{"access_token":', headers: { 'content-length': '2000' } };
    await failsAtCallback('token', 'sends half of an answer and then nothing more', half);
  });

  it('does not wait for keys that do not come', async () => {
    await failsAtCallback('keys', 'says nothing', { stall: true });
  });

  it('lets nobody else wait', async () => {
    const [known, waiting] = [new Browser(), new Browser()];
    const { person } = await logIn(known, provider);
    const departure = await leave(waiting, provider);
    const already = provider.listRequests('token').length;
    let isHeldToTheEnd = false;
    let letGo = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => (letGo = resolve));
    const end = () => sleep(HELD_MS).then(() => (isHeldToTheEnd = true));
    provider.holdTokens(() => Promise.race([isAnswered, end()]));
    const callback = arriveWell(waiting, provider, departure);
    // A callback that fails shall do so where it is awaited.
    callback.catch(() => undefined);
    await step('the token request of a callback', () =>
      eventually(() => expect(provider.listRequests('token').length).toBe(already + 1), 10_000),
    );

    await expectLoggedIn('of somebody else while a callback waits for the provider', known, person);

    await step('whether GET /me of somebody else waited for a callback that waits for the provider', () =>
      expect(isHeldToTheEnd).toBe(false),
    );
    letGo();
    await callback;
  });

  it('makes nothing of an answer that is none', async () => {
    provider.answerInstead('document', { status: 503, json: provider.document });
    await expectRefused(
      'GET /login while the document comes with status 503',
      await new Browser().get('/login'),
      502,
      UNAVAILABLE,
    );
    provider.answerInstead('document', { text: '<h1>We move</h1>' });
    await expectRefused(
      'GET /login while the document is HTML',
      await new Browser().get('/login'),
      502,
      UNAVAILABLE,
    );
    provider.recover();
    for (const endpoint of ['token', 'keys', 'person'] as const) {
      await failsAtCallback(endpoint, 'answers 500', { status: 500, json: { error: 'server_error' } });
      await failsAtCallback(endpoint, 'answers with HTML', { text: '<h1>We move</h1>' });
      await failsAtCallback(endpoint, 'breaks off', { drop: true });
    }
  });
});
