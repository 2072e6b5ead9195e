import { eventually, step, subject } from '@touchstone/kit';
import { arrive, Browser, leave, logIn } from './browser.ts';
import { CLIENT_SECRET, mint, newKey, Provider, type Approval } from './provider.ts';

/** What a program wrote may arrive a moment after its answer. */
const LOG_SETTLES_MS = 1000;

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

/** The text, and what is found in it in Base64 or percent encoding, wherever it begins. */
function unfold(text: string): string {
  const plain = text.replaceAll(/%2B/gi, '+').replaceAll(/%2F/gi, '/');
  const words = plain.match(/[A-Za-z0-9+/_-]{16,}/g) ?? [];
  const decoded = words.flatMap((word) =>
    [0, 1, 2, 3].map((start) => Buffer.from(word.slice(start), 'base64').toString('latin1')),
  );
  return [text, plain, ...decoded].join('\n');
}

function listFound(text: string, { accessToken, refreshToken, idToken }: Approval): string[] {
  const secrets = {
    'the access token': [accessToken],
    'the refresh token': [refreshToken],
    'the ID token': [idToken],
    'the code verifier': provider.verifiers,
    'the client secret': [
      CLIENT_SECRET,
      encodeURIComponent(CLIENT_SECRET),
      Buffer.from(CLIENT_SECRET).toString('base64'),
    ],
  };
  const all = unfold(text);
  return Object.entries(secrets).flatMap(([name, forms]) =>
    forms.some((form) => form !== '' && all.includes(form)) ? [name] : [],
  );
}

async function expectNotLogged(what: string, approval: Approval): Promise<void> {
  // Looks until something is there: a log that stays clean costs the whole time.
  await eventually(
    async () => expect(listFound(await subject.logs(), approval)).not.toEqual([]),
    LOG_SETTLES_MS,
  ).catch(() => undefined);
  const found = listFound(await subject.logs(), approval);
  await step(`what the log of your program shows after ${what}`, () => expect(found).toEqual([]));
}

/** A login that ends with an ID token of nobody. */
async function failLogin(browser: Browser): Promise<Approval> {
  const thief = newKey('ES256');
  const departure = await leave(browser, provider);
  const approval = provider.approve(departure, { idToken: (claims) => mint(thief, claims) });
  const answer = await arrive(browser, approval.query);
  await step('the callback of a login with a forged ID token', () => expect(answer).toHaveStatus(401));
  return approval;
}

describe('Secrets', () => {
  it('shows browsers no token, no verifier and no client secret', async () => {
    const browser = new Browser();
    const { approval } = await logIn(browser, provider);
    await browser.get('/me');

    const found = listFound(browser.received.join('\n'), approval);

    await step('what a browser can read in the answers to a whole login', () => expect(found).toEqual([]));
  });

  it('shows browsers nothing of a login that failed', async () => {
    const browser = new Browser();
    const approval = await failLogin(browser);

    const found = listFound(browser.received.join('\n'), approval);

    await step('what a browser can read in the answers to a login that failed', () =>
      expect(found).toEqual([]),
    );
  });

  it('writes none of them to its log', async () => {
    const { approval } = await logIn(new Browser(), provider);

    await expectNotLogged('a login', approval);
  });

  it('writes none of them to its log when a login fails', async () => {
    const browser = new Browser();
    const approval = await failLogin(browser);
    provider.answerInstead('token', { status: 400, json: { error: 'invalid_grant' } });
    const { query } = provider.approve(await leave(browser, provider));
    await arrive(browser, query);

    await expectNotLogged('logins that failed', approval);
  });
});
