import { random, step, subject } from '@touchstone/kit';
import {
  aName,
  announce,
  APP,
  aStranger,
  DESK,
  FORUM,
  listFrontEnds,
  listGrants,
  openAccount,
  readAccount,
  sendHead,
  signIn,
  type Head,
  type Headers,
} from './accounts.ts';
import { Page, readList } from './page.ts';

const asJson = { 'content-type': 'application/json' };
const asText = { 'content-type': 'text/plain' };

/** An answer to `GET` and one to a preflight, as a page of another origin gets them. */
async function visit(origin: string): Promise<[what: string, answer: Head][]> {
  const page = new Page(origin);
  return [
    ['GET /countries', await subject.get('/countries', { headers: { origin } })],
    ['the preflight of PATCH /account', await page.preflight('PATCH', '/account', ['content-type'])],
  ];
}

async function expectNothing(origin: string): Promise<void> {
  for (const [what, answer] of await visit(origin))
    await step(`Access-Control headers for ${origin}: ${what}`, () => expect(listGrants(answer)).toEqual([]));
}

describe('Other origins', () => {
  it('lets every front end read and change, with credentials', async () => {
    for (const origin of listFrontEnds()) {
      const account = await openAccount();
      // The preview is another site: no browser sends the cookie from there.
      const isSameSite = origin.endsWith('.radhof.example');
      const page = new Page(origin, isSameSite ? await signIn(account) : {});
      const headers = isSameSite ? {} : account.bearer;
      for (const [method, path, sent] of [
        ['GET', '/countries', {}],
        ['GET', '/account', { headers }],
        ['PATCH', '/account', { headers, json: { name: aName() } }],
        ['POST', '/session', { headers: account.bearer }],
        ['POST', '/accounts', { json: { name: aName() } }],
        ...(isSameSite ? ([['DELETE', '/session', {}]] as const) : []),
      ] as const) {
        const { blocked, answer } = await page.fetch(method, path, sent);
        await step(`what keeps a script of ${origin} from ${method} ${path}`, () =>
          expect(blocked).toBe('nothing'),
        );
        await step(`${method} ${path} from ${origin}`, () => expect(answer?.status).toBeLessThan(300));
      }
    }
  });

  it('lets front ends read refusals, too', async () => {
    const page = new Page(APP);
    const nowhere = `/${random.word(12)}`;
    for (const [what, method, path, sent] of [
      ['GET /account of nobody', 'GET', '/account', {}],
      ['GET of what is not there', 'GET', nowhere, {}],
      ['POST /accounts without a name', 'POST', '/accounts', { json: {} }],
      ['POST /accounts with half of a body', 'POST', '/accounts', { headers: asJson, body: '{"name":' }],
      ['POST /accounts with plain text', 'POST', '/accounts', { headers: asText, body: '{}' }],
      ['GET of a long address', 'GET', `/countries?x=${'x'.repeat(3000)}`, {}],
    ] as const) {
      const { blocked } = await page.fetch(method, path, sent);
      await step(`what keeps a script of ${APP} from the answer to ${what}`, () =>
        expect(blocked).toBe('nothing'),
      );
    }
    const tooLarge = await sendHead(
      'POST of 10 MiB',
      'POST',
      '/accounts',
      announce(10_485_760, { origin: APP }),
    );
    await step('Access-Control-Allow-Origin of the 413', () =>
      expect(tooLarge.headers['access-control-allow-origin']).toBe(APP),
    );
  });

  it('answers preflights before anybody is signed in', async () => {
    for (const [method, path, names] of [
      ['PATCH', '/account', ['content-type']],
      ['GET', '/account', ['authorization']],
      ['DELETE', '/session', []],
      ['POST', '/accounts', ['content-type']],
    ] as const)
      for (const origin of [DESK, aStranger()]) {
        const answer = await new Page(origin).preflight(method, path, names);
        await step(`the preflight of ${method} ${path} from ${origin}`, () =>
          expect(answer).toHaveStatus(204),
        );
        await step(`Access-Control-Allow-Origin of the preflight of ${method} ${path} from ${origin}`, () =>
          expect(answer.headers['access-control-allow-origin']).toBe(origin === DESK ? DESK : undefined),
        );
      }
  });

  it('tells preflights what is allowed, whatever they ask for', async () => {
    const asked = `x-${random.word(8)}`;
    const page = new Page(DESK);
    for (const [method, names] of [
      ['PATCH', ['authorization', 'content-type', asked]],
      ['PUT', [asked]],
    ] as const) {
      const answer = await page.preflight(method, '/account', names);
      const what = `for ${method} with ${names.join(', ')}`;

      const methods = readList(answer, 'methods').filter((name) => !['HEAD', 'OPTIONS'].includes(name));
      await step(`Access-Control-Allow-Methods ${what}: PATCH and DELETE`, () => {
        expect(methods).toContain('PATCH');
        expect(methods).toContain('DELETE');
      });
      await step(`Access-Control-Allow-Methods ${what}: what the API does not have`, () =>
        expect(methods.filter((name) => !['GET', 'POST', 'PATCH', 'DELETE'].includes(name))).toEqual([]),
      );
      await step(`Access-Control-Allow-Headers ${what}`, () =>
        expect(
          readList(answer, 'headers')
            .map((name) => name.toLowerCase())
            .sort(),
        ).toEqual(['authorization', 'content-type']),
      );
      await step(`Access-Control-Max-Age ${what}`, () =>
        expect(answer).toHaveHeader('access-control-max-age', '600'),
      );
    }
  });

  it('gives a stranger the answer, and no page of theirs the right to read it', async () => {
    const { bearer } = await openAccount();
    const origin = aStranger();

    await expectNothing(origin);
    for (const [status, what, answer] of [
      [200, 'GET /account with a token', await readAccount({ ...bearer, origin })],
      [401, 'GET /account of nobody', await readAccount({ origin })],
      [404, 'GET of what is not there', await subject.get(`/${random.word(12)}`, { headers: { origin } })],
    ] as const) {
      await step(`${what} from ${origin}`, () => expect(answer).toHaveStatus(status));
      await step(`Access-Control headers of ${what} from ${origin}`, () =>
        expect(listGrants(answer)).toEqual([]),
      );
    }
  });

  it('compares an origin as a whole', async () => {
    const [word, preview] = [random.word(6), new URL(listFrontEnds()[2] ?? '')];
    for (const origin of [
      `${APP}.${word}.example`,
      `https://${word}.example/${APP}`,
      `https://${word}-app.radhof.example`,
      `https://${word}.app.radhof.example`,
      `https://${word}app.radhof.example`,
      `https://${word}radhof.example`,
      'https://app-radhof.example',
      'https://appxradhof.example',
      FORUM,
      'https://radhof.example',
      'http://app.radhof.example',
      `${APP}:${random.integer(1025, 9000)}`,
      `${preview.origin}${random.integer(0, 9)}`,
      'http://127.0.0.1',
      `http://localhost:${preview.port}`,
      `https://127.0.0.1:${preview.port}`,
      `${APP}, ${DESK}`,
    ])
      await expectNothing(origin);
  });

  it('knows no front end that is called null', async () => {
    await expectNothing('null');
  });

  it('keeps caches from giving one origin the answer of another', async () => {
    const { bearer } = await openAccount();
    const nowhere = `/${random.word(12)}`;
    for (const [who, headers] of [
      ['a front end', { origin: APP }],
      ['a stranger', { origin: aStranger() }],
      ['somebody without Origin', {}],
    ] as [string, Headers][]) {
      const preflight = { ...headers, 'access-control-request-method': 'PATCH' };
      for (const [what, answer] of [
        ['GET /countries', await subject.get('/countries', { headers })],
        ['GET /account', await readAccount({ ...bearer, ...headers })],
        ['GET /account of nobody', await readAccount(headers)],
        ['GET of what is not there', await subject.get(nowhere, { headers })],
        ['OPTIONS /account', await subject.request('OPTIONS', '/account', { headers: preflight })],
      ] as const)
        await step(`${what} for ${who}`, () =>
          expect(answer).toHaveHeader('vary', /(^|[\s,])origin([\s,]|$)/i),
        );
    }
  });
});
