import { verify } from 'node:crypto';
import { random, step, subject } from '@touchstone/kit';
import { decode, login, me, pushKey, rotate, type VaultKey } from './vault.ts';

let key: VaultKey;
beforeEach(async () => {
  await pushKey(); // so that the key of this test is never the only one
  key = await pushKey();
});

describe('Issued tokens', () => {
  it('answers a login with a pair of tokens', async () => {
    const accessSeconds = random.integer(10, 3600);

    const answer = await subject.post('/sessions', { json: { user: random.word(), accessSeconds } });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: accessSeconds,
      refreshToken: expect.any(String),
    });
  });

  it('puts the promised claims into an access token', async () => {
    const user = `${random.word()} ${random.word()}`;
    const accessSeconds = random.integer(10, 3600);
    const before = Math.floor(Date.now() / 1000);
    const { accessToken } = await login({ user, accessSeconds });
    const after = Math.ceil(Date.now() / 1000);

    const { header, claims } = decode(accessToken);

    await step('the header', () => expect(header).toMatchObject({ alg: 'ES256', kid: key.kid }));
    await step('the claims', () =>
      expect(claims).toMatchObject({
        iss: 'https://accounts.tickets.example',
        aud: 'ticket-api',
        sub: user,
        sid: expect.any(String),
        jti: expect.any(String),
        iat: expect.any(Number),
      }),
    );
    const iat = claims.iat as number;
    await step('iat, in seconds since 1970', () => {
      expect(iat).toBeGreaterThanOrEqual(before);
      expect(iat).toBeLessThanOrEqual(after);
      expect(iat).toBe(Math.trunc(iat));
    });
    await step(`exp, ${accessSeconds} seconds after iat`, () => expect(claims.exp).toBe(iat + accessSeconds));
  });

  it('lets tokens last as long as the statement says when the login page does not', async () => {
    const answer = await subject.post('/sessions', { json: { user: random.word() } });

    expect(answer).toHaveJson({ expiresIn: 300 });
    const { claims } = decode((answer.json as { accessToken: string }).accessToken);
    await step('exp - iat', () => expect((claims.exp as number) - (claims.iat as number)).toBe(300));
  });

  it('signs with the key that it was given', async () => {
    const { accessToken } = await login();
    const [header = '', payload = '', signature = ''] = accessToken.split('.');

    const good = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );

    await step('whether the signature verifies with the public half of the key', () =>
      expect(good).toBe(true),
    );
  });

  it('shows the public half of its keys and no more', async () => {
    const other = await pushKey();

    const answer = await subject.get('/.well-known/jwks.json');

    expect(answer).toHaveStatus(200);
    const { keys = [] } = answer.json as { keys?: Record<string, unknown>[] };
    for (const { kid, jwk } of [key, other]) {
      await step('one of the keys in the key set', () =>
        expect(keys.filter((shown) => shown.kid === kid)).toEqual([
          expect.objectContaining({ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y, alg: 'ES256', use: 'sig' }),
        ]),
      );
    }
    await step('keys in the set that show their private member "d"', () =>
      expect(keys.filter((shown) => 'd' in shown)).toEqual([]),
    );
  });

  it('keeps the session and changes the rest from token to token', async () => {
    const first = await login({ accessSeconds: 77 });
    const second = await rotate(first.refreshToken);
    const stranger = await login();
    const [before, after, other] = [first, second, stranger].map((pair) => decode(pair.accessToken).claims);

    await step('sid and life of the second access token of a session', () =>
      expect({ sid: after?.sid, sub: after?.sub, seconds: Number(after?.exp) - Number(after?.iat) }).toEqual({
        sid: before?.sid,
        sub: before?.sub,
        seconds: 77,
      }),
    );
    await step('jti of the second access token', () => expect(after?.jti).not.toBe(before?.jti));
    await step('sid of another session', () => expect(other?.sid).not.toBe(before?.sid));
    await step('the second refresh token', () => expect(second.refreshToken).not.toBe(first.refreshToken));
  });

  it('says who the bearer of an access token is', async () => {
    const user = random.email();
    const { accessToken } = await login({ user });

    const answer = await me(accessToken);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ user, sessionId: decode(accessToken).claims.sid });
  });

  it('answers 401 with a challenge to whom it does not know', async () => {
    const { refreshToken } = await login();
    const wrong: [string, Record<string, string>][] = [
      ['no Authorization header', {}],
      ['another scheme', { authorization: `Basic ${Buffer.from('ada:ada').toString('base64')}` }],
      ['garbage', { authorization: `Bearer ${random.word(40)}` }],
      [
        'three parts of garbage',
        { authorization: `Bearer ${random.word()}.${random.word()}.${random.word()}` },
      ],
      ['a refresh token', { authorization: `Bearer ${refreshToken}` }],
    ];

    for (const [what, headers] of wrong) {
      await step(`GET /me with ${what}`, async () => {
        const answer = await subject.get('/me', { headers });
        expect(answer).toHaveStatus(401);
        expect(answer).toHaveHeader('www-authenticate', /^Bearer/);
      });
    }
  });

  it('refuses an access token where a refresh token belongs', async () => {
    const { accessToken } = await login();

    const answer = await subject.post('/tokens/refresh', { json: { refreshToken: accessToken } });

    expect(answer).toHaveStatus(401);
  });

  it('refuses input that breaks the rules', async () => {
    const user = random.word();
    const logins: unknown[] = [
      {},
      [user],
      { user: '' },
      { user: 7 },
      { user: random.word(101) },
      { user, accessSeconds: 0 },
      { user, accessSeconds: 3601 },
      { user, accessSeconds: 1.5 },
      { user, accessSeconds: '300' },
      { user, accessSeconds: true },
      { user, refreshSeconds: -1 },
      { user, refreshSeconds: 2_592_001 },
    ];
    for (const json of logins) {
      await step(`POST /sessions with ${JSON.stringify(json).slice(0, 60)}`, async () => {
        const answer = await subject.post('/sessions', { json });
        expect(answer).toHaveStatus(400);
        expect(answer).toHaveJson({ error: expect.any(String) });
      });
    }
    for (const json of [{}, { refreshToken: 5 }]) {
      await step(`POST /tokens/refresh with ${JSON.stringify(json)}`, async () =>
        expect(await subject.post('/tokens/refresh', { json })).toHaveStatus(400),
      );
    }
  });
});
