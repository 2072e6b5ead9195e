import { createHmac, sign } from 'node:crypto';
import { random, step } from '@touchstone/kit';
import { arrive, Browser, expectLoggedOut, expectRefused, leave, logIn } from './browser.ts';
import {
  aPerson,
  assemble,
  CLIENT_ID,
  EC_KEY,
  mint,
  newKey,
  nowSeconds,
  Provider,
  publicJwk,
  RSA_KEY,
  type Json,
  type Mint,
} from './provider.ts';

let provider: Provider;
beforeEach(() => {
  provider = new Provider();
});

/** A login that has nothing wrong but its ID token. */
async function refuses(what: string, idToken: Mint): Promise<void> {
  const browser = new Browser();
  const { query } = provider.approve(await leave(browser, provider), { idToken });

  const answer = await arrive(browser, query);

  await expectLoggedOut(`after a login whose ID token has ${what}`, browser);
  await expectRefused(`the callback of a login whose ID token has ${what}`, answer, 401, 'login_failed');
}

const withClaims =
  (changes: Json): Mint =>
  (claims) =>
    mint(RSA_KEY, { ...claims, ...changes });

describe('ID tokens', () => {
  it('finds the key by its id', async () => {
    for (const key of [EC_KEY, RSA_KEY])
      await logIn(new Browser(), provider, { idToken: (claims) => mint(key, claims) });
    provider.keys = [EC_KEY, RSA_KEY];
    for (const key of [EC_KEY, RSA_KEY])
      await logIn(new Browser(), provider, { idToken: (claims) => mint(key, claims) });

    await step('logins that the provider refused', () => expect(provider.refusals).toEqual([]));
  });

  it('refuses a token that says it needs no signature', async () => {
    for (const alg of ['none', 'None'])
      await refuses(`"alg": "${alg}" and no signature`, (claims) =>
        assemble({ alg, kid: RSA_KEY.kid }, claims, () => ''),
      );
    await refuses('its signature left out', (claims) => `${mint(RSA_KEY, claims).replace(/[^.]*$/, '')}`);
  });

  it('refuses a token whose signature is an HMAC with the public key', async () => {
    const secrets: [string, string | Buffer][] = [
      ['the public key as PEM', RSA_KEY.publicKey.export({ type: 'spki', format: 'pem' })],
      ['the public key as DER', RSA_KEY.publicKey.export({ type: 'spki', format: 'der' })],
      ['the key of the key set', JSON.stringify(publicJwk(RSA_KEY))],
      ['nothing', ''],
    ];
    for (const [what, secret] of secrets)
      await refuses(`"alg": "HS256" and ${what} as the secret`, (claims) =>
        assemble({ alg: 'HS256', kid: RSA_KEY.kid }, claims, (signed) =>
          createHmac('sha256', secret).update(signed).digest('base64url'),
        ),
      );
  });

  it('refuses other algorithms, whoever signed', async () => {
    await refuses('"alg": "RS512" and a signature of the right key', (claims) =>
      assemble({ alg: 'RS512', kid: RSA_KEY.kid }, claims, (signed) =>
        sign('sha512', Buffer.from(signed), RSA_KEY.privateKey).toString('base64url'),
      ),
    );
    await refuses('"alg": "ES256" and the kid of an RSA key', (claims) =>
      mint(EC_KEY, claims, { kid: RSA_KEY.kid }),
    );
    await refuses('"alg": "RS256" and a signature of an EC key', (claims) =>
      mint(EC_KEY, claims, { alg: 'RS256' }),
    );
  });

  it('refuses a signature of a key that is not in the set', async () => {
    const thief = newKey('ES256');
    const twin = newKey('ES256', EC_KEY.kid);

    await refuses('the signature of another key under the kid of the right one', (claims) =>
      mint(twin, claims),
    );
    await refuses('the signature of another key under a kid of its own', (claims) => mint(thief, claims));
    await refuses('its own public key in the header', (claims) =>
      mint(thief, claims, { jwk: publicJwk(thief) }),
    );
    await refuses('a signature of the right key and the kid of none', (claims) =>
      mint(EC_KEY, claims, { kid: random.uuid() }),
    );
  });

  it('refuses claims that were changed after signing', async () => {
    await refuses('our client id in place of the one that was signed', (claims) => {
      const [header, , signature] = mint(RSA_KEY, { ...claims, aud: 'payroll' }).split('.');
      return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
    });
  });

  it('refuses a token of another issuer', async () => {
    for (const iss of [`https://${random.word()}.example`, `${provider.url}/`, undefined])
      await refuses(`"iss": ${JSON.stringify(iss)}`, withClaims({ iss }));
  });

  it('refuses a token for another client', async () => {
    for (const aud of ['payroll', `${CLIENT_ID}-staging`, ['payroll', 'wiki'], [], undefined])
      await refuses(`"aud": ${JSON.stringify(aud)}`, withClaims({ aud }));
  });

  it('refuses a token for several clients that was made for another of them', async () => {
    const aud = ['payroll', CLIENT_ID];
    await logIn(new Browser(), provider, { idToken: withClaims({ aud, azp: CLIENT_ID }) });

    await refuses('both clients as aud and the other one as azp', withClaims({ aud, azp: 'payroll' }));
  });

  it('refuses a token that has expired', async () => {
    await refuses('an exp of five minutes ago', withClaims({ exp: nowSeconds() - 300 }));
    await refuses('no exp', withClaims({ exp: undefined }));
  });

  it('refuses a token with the nonce of another login', async () => {
    const stranger = await leave(new Browser(), provider);

    await refuses('the nonce of another login', withClaims({ nonce: stranger.params.nonce }));
    await refuses('a made-up nonce', withClaims({ nonce: random.word(43) }));
    await refuses('no nonce', withClaims({ nonce: undefined }));
  });

  it('refuses what is no token at all', async () => {
    const words = ['', random.word(40), `${random.word()}.${random.word()}.${random.word()}`, 'e30.e30.e30'];
    for (const text of words) await refuses(`the text ${JSON.stringify(text)}`, () => text);
  });

  it('refuses the name of another person than the one in the token', async () => {
    const [browser, victim] = [new Browser(), aPerson()];
    const { query } = provider.approve(await leave(browser, provider));
    provider.answerInstead('person', { json: victim });

    const answer = await arrive(browser, query);

    await expectLoggedOut('after a login whose userinfo has another sub', browser);
    await expectRefused(
      'the callback of a login whose userinfo has another sub',
      answer,
      401,
      'login_failed',
    );
  });
});
