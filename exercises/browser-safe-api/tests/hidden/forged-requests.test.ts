import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  aName,
  APP,
  aStranger,
  expectName,
  expectStatus,
  FORUM,
  json,
  listFrontEnds,
  listGrants,
  openAccount,
  readAccount,
  SESSION_COOKIE,
  signIn,
  type Headers,
} from './accounts.ts';

/** `Set-Cookie` of the session, taken apart. */
async function readCookie(what: string, answer: HttpResponse) {
  const cookies = (answer.headers['set-cookie'] ?? '').split('\n').filter((cookie) => cookie !== '');
  const names = cookies.map((cookie) => cookie.split('=')[0]);
  await step(`names of the cookies that ${what} sets`, () => expect(names).toEqual([SESSION_COOKIE]));
  const [pair = '', ...parts] = (cookies[0] ?? '').split(';').map((part) => part.trim());
  return {
    value: pair.slice(SESSION_COOKIE.length + 1),
    attributes: new Map(
      parts.map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name.toLowerCase(), value] as const;
      }),
    ),
  };
}

/** What decides whether a browser takes a cookie with this prefix. */
const readTerms = (attributes: Map<string, string>) => ({
  secure: attributes.has('secure'),
  path: attributes.get('path'),
  domain: attributes.get('domain') ?? 'none',
});
const TERMS = { secure: true, path: '/', domain: 'none' };

async function expectForged(what: string, headers: Headers): Promise<void> {
  const account = await openAccount();
  const cookie = await signIn(account);
  await step('GET /account with the cookie', async () => expect(await readAccount(cookie)).toHaveStatus(200));

  for (const method of ['PATCH', 'POST']) {
    const answer = await subject.request(method, '/account', {
      headers: { ...headers, ...cookie },
      json: { name: 'x' },
    });
    await expectStatus(`${method} /account with the cookie, ${what}`, answer, 403);
    await expectName(`after the ${method} with the cookie, ${what}`, account, account.name);
  }

  const ended = await subject.delete('/session', { headers: { ...headers, ...cookie } });
  await expectStatus(`DELETE /session with the cookie, ${what}`, ended, 403);
  await expectStatus(
    `GET /account with the cookie after the DELETE, ${what}`,
    await readAccount(cookie),
    200,
  );
}

describe('Cookies and forged requests', () => {
  it('sets a cookie that only this host can set and no script can read', async () => {
    const answer = await subject.post('/session', { headers: (await openAccount()).bearer });
    expect(answer).toHaveStatus(204);

    const { attributes } = await readCookie('POST /session', answer);

    await step('Secure, Path and Domain of the cookie', () => expect(readTerms(attributes)).toEqual(TERMS));
    await step('HttpOnly is there', () => expect(attributes.has('httponly')).toBe(true));
    await step('SameSite of the cookie', () =>
      expect(attributes.get('samesite') ?? 'missing').toMatch(/^(lax|strict)$/i),
    );
  });

  it('makes browsers forget the cookie', async () => {
    const { cookie } = await signIn(await openAccount());
    const answer = await subject.delete('/session', { headers: { cookie, origin: APP } });
    expect(answer).toHaveStatus(204);

    const { value, attributes } = await readCookie('DELETE /session', answer);

    await step('the value of the cookie', () => expect(value.replaceAll('"', '')).toBe(''));
    await step('Secure, Path and Domain, without which a browser ignores the cookie', () =>
      expect(readTerms(attributes)).toEqual(TERMS),
    );
    const expires = Date.parse(attributes.get('expires') ?? '');
    await step(
      `it has expired: Max-Age ${attributes.get('max-age')}, Expires ${attributes.get('expires')}`,
      () => expect(attributes.get('max-age') === '0' || expires < Date.now()).toBe(true),
    );
  });

  it('takes the session from this cookie alone, and only where there is no Authorization', async () => {
    const account = await openAccount();
    const cookie = await signIn(account);
    const value = cookie.cookie.slice(cookie.cookie.indexOf('=') + 1);
    const others = `theme=${random.word()}`;

    await step('GET /account with the cookie among others', async () => {
      const answer = await readAccount({ cookie: `${others}; ${SESSION_COOKIE}=${value}; lang=de` });
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveJson({ id: account.id });
    });
    for (const name of [
      'session',
      `x${SESSION_COOKIE}`,
      `my-${SESSION_COOKIE}`,
      SESSION_COOKIE.toLowerCase(),
    ])
      await step(`GET /account with the value in a cookie called ${name}`, async () =>
        expect(await readAccount({ cookie: `${others}; ${name}=${value}` })).toHaveStatus(401),
      );
    await expectStatus(
      'GET /account with a wrong token and the cookie',
      await readAccount({ ...cookie, authorization: `Bearer ${random.word(32)}` }),
      401,
    );
  });

  it('changes nothing for the page of a stranger', async () => {
    const origin = aStranger();
    await expectForged(`from ${origin}`, { origin, 'sec-fetch-site': 'cross-site' });
    await expectForged('from the origin null', { origin: 'null', 'sec-fetch-site': 'cross-site' });
  });

  it('changes nothing for the neighbour of a front end', async () => {
    await expectForged(`from ${FORUM}`, { origin: FORUM, 'sec-fetch-site': 'same-site' });
  });

  it('changes nothing for a cookie that comes without Origin', async () => {
    await expectForged('without Origin', {});
    await expectForged('without Origin, with a Referer', { referer: `${APP}/account` });
  });

  it('leaves whoever has a token alone', async () => {
    const account = await openAccount();
    const frontEnds = listFrontEnds();
    for (const origin of [undefined, aStranger(), 'null', ...frontEnds]) {
      const what = origin === undefined ? 'without Origin' : `from ${origin}`;
      const name = aName();
      const answer = await subject.patch('/account', {
        headers: { ...account.bearer, ...(origin === undefined ? {} : { origin }) },
        json: { name },
      });
      await expectStatus(`PATCH /account with a token, ${what}`, answer, 200);
      await expectName(`after the PATCH with a token, ${what}`, account, name);
      if (origin !== undefined)
        await step(`whether there is an Access-Control-Allow-Origin, ${what}`, () =>
          expect(listGrants(answer).includes('access-control-allow-origin')).toBe(frontEnds.includes(origin)),
        );
    }
  });

  it('takes JSON that says that it is JSON, and nothing else', async () => {
    const { bearer, ...account } = await openAccount();
    const send = async (type: string | null, body: string) =>
      subject.patch('/account', {
        headers: { ...bearer, ...(type === null ? {} : { 'content-type': type }) },
        body,
      });
    for (const type of [
      'text/plain',
      'text/plain; x=application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=application/json',
      'application/json-seq',
      null,
    ]) {
      const what = `PATCH /account with the Content-Type ${type ?? '(none)'}`;
      await expectStatus(what, await send(type, json({ name: aName() })), 415);
      await expectName(`after the ${what}`, { bearer, ...account }, account.name);
    }
    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON',
      'application/json;charset=UTF-8',
    ])
      await expectStatus(
        `PATCH /account with the Content-Type ${type}`,
        await send(type, json({ name: aName() })),
        200,
      );
  });
});
