import { eventually, random, sleep, step } from '@touchstone/kit';
import {
  aPath,
  arrive,
  arriveWell,
  Browser,
  expectLoggedIn,
  expectLoggedOut,
  expectRefused,
  leave,
  logIn,
} from './browser.ts';
import { Provider } from './provider.ts';

/** How long tokens are kept back, less than the program has to wait for them. */
const HELD_MS = 1500;

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

describe('Coming back', () => {
  it('lets in who agreed, under the name that the provider tells', async () => {
    const [ada, bob] = [new Browser(), new Browser()];

    const first = await logIn(ada, provider);
    const second = await logIn(bob, provider);

    await expectLoggedIn('in the first browser, after a login in another', ada, first.person);
    await expectLoggedIn('in the second browser', bob, second.person);
  });

  it('refuses a login that another browser began', async () => {
    const [attacker, victim, stranger] = [new Browser(), new Browser(), new Browser()];
    await leave(victim, provider);
    const { query } = provider.approve(await leave(attacker, provider));

    for (const [what, browser] of [
      ['a browser with a login of its own under way', victim],
      ['a browser without cookies', stranger],
    ] as const) {
      const answer = await arrive(browser, query);
      await expectLoggedOut(`after the callback of somebody else in ${what}`, browser);
      await expectRefused(`the callback of somebody else in ${what}`, answer, 400, 'invalid_callback');
    }
    await provider.expectNoTokenRequest('the callback of somebody else');
  });

  it('refuses a callback without a state or with an unknown one', async () => {
    const browser = new Browser();
    const { code, query } = provider.approve(await leave(browser, provider));
    const wrong: [string, Record<string, string>][] = [
      ['no state', { code, iss: provider.url }],
      ['an empty state', { ...query, state: '' }],
      ['a made-up state', { ...query, state: random.word(43) }],
      ['“undefined” as state', { ...query, state: 'undefined' }],
    ];

    for (const [what, changed] of wrong)
      await expectRefused(`a callback with ${what}`, await arrive(browser, changed), 400, 'invalid_callback');

    await provider.expectNoTokenRequest('callbacks without a right state');
    await expectLoggedOut('after callbacks without a right state', browser);
  });

  it('takes every login once', async () => {
    const browser = new Browser();
    const { approval, person } = await logIn(browser, provider);

    const again = await arrive(browser, approval.query);

    await provider.expectNoTokenRequest('the same callback a second time', 1);
    await expectRefused('the same callback a second time', again, 400, 'invalid_callback');
    await expectLoggedIn('after the same callback a second time', browser, person);
  });

  it('takes a login once when it was refused, too', async () => {
    const browser = new Browser();
    const departure = await leave(browser, provider);
    const { query } = provider.approve(departure);
    const denied = await arrive(browser, provider.refuse(departure, 'access_denied'));

    const answer = await arrive(browser, query);

    await expectRefused('the callback with access_denied', denied, 403, 'access_denied');
    await provider.expectNoTokenRequest('a callback with the state of a login that was refused');
    await expectRefused(
      'a callback with the state of a login that was refused',
      answer,
      400,
      'invalid_callback',
    );
  });

  it('sends a code once when the same callback comes twice at the same moment', async () => {
    const browser = new Browser();
    const { query, person } = provider.approve(await leave(browser, provider));
    let letGo = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => (letGo = resolve));
    provider.holdTokens(() => Promise.race([isAnswered, sleep(HELD_MS)]));

    const first = arrive(browser, query);
    await step('the token request of the first callback', () =>
      eventually(() => expect(provider.listRequests('token')).toHaveLength(1), 10_000),
    );
    const second = await arrive(browser.copy(), query);
    letGo();
    const answer = await first;

    await provider.expectNoTokenRequest('a second callback while the first is under way', 1);
    await expectRefused('a second callback while the first is under way', second, 400, 'invalid_callback');
    await step('the status of the first callback', () => expect([302, 303]).toContain(answer.status));
    await expectLoggedIn('after the first callback', browser, person);
  });

  it('lets two tabs of one browser arrive, in any order', async () => {
    const browser = new Browser();
    const paths = [aPath(), aPath()] as const;
    const one = await leave(browser, provider, paths[0]);
    const other = await leave(browser, provider, paths[1]);

    const later = await arriveWell(browser, provider, other, {}, 'the callback of the second tab');
    const earlier = await arriveWell(browser, provider, one, {}, 'the callback of the first tab, after it');

    await step('where the second tab and the first tab land', () =>
      expect(
        [later.location, earlier.location].map((path) => path.replace('https://desk.example', '')),
      ).toEqual([paths[1], paths[0]]),
    );
  });

  it('refuses an answer that another issuer gave', async () => {
    const browser = new Browser();
    for (const iss of [`https://${random.word()}.example`, `${provider.url}/`, '']) {
      const { query } = provider.approve(await leave(browser, provider));

      const answer = await arrive(browser, { ...query, iss });

      await provider.expectNoTokenRequest(`a callback with iss=${iss}`);
      await expectRefused(`a callback with iss=${iss}`, answer, 400, 'invalid_callback');
    }
    await expectLoggedOut('after callbacks of another issuer', browser);
  });

  it('asks for the issuer where the document promises it', async () => {
    const browser = new Browser();
    const { state, code } = provider.approve(await leave(browser, provider)).query;

    const answer = await arrive(browser, { state: state ?? '', code: code ?? '' });

    await provider.expectNoTokenRequest('a callback without iss');
    await expectRefused('a callback without iss', answer, 400, 'invalid_callback');
  });

  it('does without the issuer where the document does not promise it', async () => {
    await logIn(new Browser(), provider);
    delete provider.document.authorization_response_iss_parameter_supported;

    const { approval } = await logIn(new Browser(), provider);

    await step('iss in the callback that worked', () => expect(approval.query.iss).toBeUndefined());
  });

  it('says so when the person does not agree', async () => {
    const browser = new Browser();
    const departure = await leave(browser, provider);

    const answer = await arrive(browser, provider.refuse(departure, 'access_denied'));

    await expectRefused('a callback with error=access_denied', answer, 403, 'access_denied');
    await expectLoggedOut('after a callback with error=access_denied', browser);
    const { state: _state, ...stateless } = provider.refuse(departure, 'access_denied');
    await expectRefused(
      'a callback with error=access_denied and no state',
      await arrive(browser, stateless),
      400,
      'invalid_callback',
    );
    await logIn(browser, provider);
  });

  it('tells other errors, and a callback without a code, apart', async () => {
    const browser = new Browser();
    for (const error of ['server_error', 'temporarily_unavailable', 'invalid_scope']) {
      const answer = await arrive(browser, provider.refuse(await leave(browser, provider), error));
      await expectRefused(`a callback with error=${error}`, answer, 502, 'provider_unavailable');
    }
    const { state, iss } = provider.approve(await leave(browser, provider)).query;

    const answer = await arrive(browser, { state: state ?? '', iss: iss ?? '' });

    await expectRefused('a callback without error and code', answer, 400, 'invalid_callback');
    await provider.expectNoTokenRequest('callbacks without a code');
  });

  it('refuses a code that the provider does not take', async () => {
    const browser = new Browser();
    const { query } = provider.approve(await leave(browser, provider));

    const answer = await arrive(browser, { ...query, code: random.word(24) });

    await expectRefused('a callback with a made-up code', answer, 401, 'login_failed');
    await expectLoggedOut('after a callback with a made-up code', browser);
  });
});
