import {
  decode,
  expectAccepted,
  expectRefused,
  login,
  mint,
  pushKey,
  type Json,
  type VaultKey,
} from './vault.ts';

let key: VaultKey;
let claims: Json;
beforeEach(async () => {
  key = await pushKey();
  claims = decode((await login()).accessToken).claims;
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('Time', () => {
  it('refuses an access token that has expired', async () => {
    for (const seconds of [10, 60, 86_400]) {
      await expectRefused(
        `an exp ${seconds} seconds ago`,
        mint(key, { ...claims, exp: inSeconds(-seconds) }),
      );
    }
  });

  it('tolerates an access token that expired a moment ago by its own clock', async () => {
    await expectAccepted('an exp 1 second ago', mint(key, { ...claims, exp: inSeconds(-1) }));
  });

  it('refuses an access token that never expires', async () => {
    const { exp: _exp, ...endless } = claims;

    await expectRefused('no exp', mint(key, endless));
    await expectRefused('"exp": null', mint(key, { ...claims, exp: null }));
    await expectRefused('an exp that is no number', mint(key, { ...claims, exp: 'never' }));
  });

  it('refuses an access token that is not valid yet', async () => {
    for (const seconds of [15, 3600]) {
      await expectRefused(`an nbf in ${seconds} seconds`, mint(key, { ...claims, nbf: inSeconds(seconds) }));
    }
  });

  it('tolerates an access token whose time comes in a moment', async () => {
    await expectAccepted('an nbf in 4 seconds', mint(key, { ...claims, nbf: inSeconds(4) }));
    await expectAccepted('an nbf a minute ago', mint(key, { ...claims, nbf: inSeconds(-60) }));
  });
});
