import { createHmac } from 'node:crypto';
import { random, subject } from '@touchstone/kit';
import {
  assemble,
  decode,
  expectAccepted,
  expectRefused,
  login,
  mint,
  newKey,
  pushKey,
  type Json,
  type VaultKey,
} from './vault.ts';

let key: VaultKey;
/** Claims of a session that runs: whatever is refused below is refused for one reason only. */
let claims: Json;
beforeEach(async () => {
  key = await pushKey();
  claims = decode((await login()).accessToken).claims;
  await expectAccepted('a token of the gateway', mint(key, claims));
});

const without = (name: string): Json =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

describe('Forged tokens', () => {
  it('refuses a token that says it needs no signature', async () => {
    for (const alg of ['none', 'None', 'NONE']) {
      const header = { alg, kid: key.kid, typ: 'JWT' };
      await expectRefused(
        `"alg": "${alg}" and no signature`,
        assemble(header, claims, () => ''),
      );
    }
    const [header = '', payload = ''] = mint(key, claims).split('.');
    await expectRefused('the signature left out', `${header}.${payload}.`);
    await expectRefused('two parts', `${header}.${payload}`);
  });

  it('refuses a token whose signature is an HMAC with the public key', async () => {
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { keys } = (await subject.get('/.well-known/jwks.json')).json as { keys: Json[] };
    const shown = keys.find(({ kid }) => kid === key.kid) ?? {};
    const secrets: [string, string | Buffer][] = [
      ['the public key as PEM', pem],
      ['the public key as PEM without its last line break', pem.trim()],
      ['the public key as DER', key.publicKey.export({ type: 'spki', format: 'der' })],
      ['the public key as JWK', JSON.stringify(key.publicKey.export({ format: 'jwk' }))],
      ['the key of the key set', JSON.stringify(shown)],
      ['x of the public key', key.jwk.x ?? ''],
      ['nothing', ''],
    ];

    for (const [what, secret] of secrets) {
      const token = assemble({ alg: 'HS256', kid: key.kid }, claims, (signed) =>
        createHmac('sha256', secret).update(signed).digest('base64url'),
      );
      await expectRefused(`"alg": "HS256" and ${what} as the secret`, token);
    }
  });

  it('refuses a signature of a key that is not ours', async () => {
    const thief = newKey(key.kid);

    await expectRefused('the signature of another key under the kid of ours', mint(thief, claims));
    await expectRefused('the signature of another key under a kid of its own', mint(newKey(), claims));
  });

  it('refuses a signature of another of our keys than the one that the token names', async () => {
    const other = await pushKey();

    await expectAccepted('a token of the other key', mint(other, claims));
    await expectRefused(
      'the signature of one of our keys under the kid of another',
      mint(key, claims, { kid: other.kid }),
    );
  });

  it('does not take the key from the token', async () => {
    const thief = newKey(key.kid);
    const jwk = { ...thief.publicKey.export({ format: 'jwk' }), kid: thief.kid, alg: 'ES256', use: 'sig' };

    await expectRefused('its own public key in the header', mint(thief, claims, { jwk }));
    await expectRefused('its own public key and no kid', mint(thief, claims, { jwk, kid: undefined }));
  });

  it('refuses a key id that names none of the keys', async () => {
    const thief = newKey();
    const strange: unknown[] = [
      undefined,
      '',
      `${key.kid}x`,
      '__proto__',
      'constructor',
      '../../dev/null',
      0,
      [key.kid],
    ];

    for (const kid of strange) {
      await expectRefused(`"kid": ${JSON.stringify(kid)}, not signed by us`, mint(thief, claims, { kid }));
    }
    await expectRefused('a signature of our key and no kid', mint(key, claims, { kid: undefined }));
    await expectRefused(
      'a signature of our key and a kid of nobody',
      mint(key, claims, { kid: random.word() }),
    );
  });

  it('refuses claims that were changed after signing', async () => {
    const victim = decode((await login()).accessToken).claims;
    const [header, , signature] = mint(key, claims).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: victim.sub, sid: victim.sid })).toString(
      'base64url',
    );

    await expectRefused(
      'the claims of another session under the signature of this one',
      `${header}.${payload}.${signature}`,
    );
  });

  it('refuses a token of another issuer', async () => {
    await expectRefused('another iss', mint(key, { ...claims, iss: `https://${random.word()}.example` }));
    await expectRefused(
      'an iss that ours is a part of',
      mint(key, { ...claims, iss: `${String(claims.iss)}.evil.example` }),
    );
    await expectRefused('no iss', mint(key, without('iss')));
  });

  it('refuses a token for another service', async () => {
    await expectRefused('another aud', mint(key, { ...claims, aud: 'newsletter' }));
    await expectRefused('an aud that ours is a part of', mint(key, { ...claims, aud: 'ticket-api-staging' }));
    await expectRefused(
      'a list of others as aud',
      mint(key, { ...claims, aud: ['newsletter', 'ticket-api-staging'] }),
    );
    await expectRefused('no aud', mint(key, without('aud')));
  });

  it('accepts a token for several services when ours is one of them', async () => {
    await expectAccepted(
      'a list with ours as aud',
      mint(key, { ...claims, aud: ['newsletter', 'ticket-api'] }),
    );
  });

  it('refuses a token that belongs to no session of its user', async () => {
    await expectRefused('a sid of nobody', mint(key, { ...claims, sid: random.uuid() }));
    await expectRefused('no sid', mint(key, without('sid')));
    await expectRefused('no sub', mint(key, without('sub')));
    await expectRefused("another user's sub", mint(key, { ...claims, sub: random.word() }));
  });
});
