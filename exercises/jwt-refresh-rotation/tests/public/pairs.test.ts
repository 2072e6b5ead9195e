import { generateKeyPairSync } from 'node:crypto';
import { random, step, subject } from '@touchstone/kit';

interface Pair {
  accessToken: string;
  refreshToken: string;
}

const refresh = (refreshToken: string) => subject.post('/tokens/refresh', { json: { refreshToken } });

async function login(): Promise<Pair> {
  const answer = await subject.post('/sessions', { json: { user: random.word() } });
  await step('POST /sessions', () => expect(answer).toHaveStatus(201));
  return answer.json as Pair;
}

let kid: string;
beforeEach(async () => {
  kid = `key-${random.word()}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const answer = await subject.put(`/keys/${kid}`, {
    json: { jwk: privateKey.export({ format: 'jwk' }) },
  });
  await step('PUT /keys/:kid', () => expect(answer).toHaveStatus(204));
});

describe('Pairs', () => {
  it('answers a login with a pair of tokens', async () => {
    const answer = await subject.post('/sessions', { json: { user: random.word(), accessSeconds: 120 } });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 120,
      refreshToken: expect.any(String),
    });
  });

  it('says who the bearer of an access token is', async () => {
    const { accessToken } = await login();

    const answer = await subject.get('/me', { headers: { authorization: `Bearer ${accessToken}` } });

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveJson({ user: expect.any(String), sessionId: expect.any(String) });
  });

  it('answers 401 without a token', async () => {
    const answer = await subject.get('/me');

    expect(answer).toHaveStatus(401);
    expect(answer).toHaveHeader('www-authenticate', /^Bearer/);
  });

  it('answers a refresh token once', async () => {
    const { refreshToken } = await login();

    const first = await refresh(refreshToken);
    const second = await refresh(refreshToken);

    await step('the first refresh', () => expect(first).toHaveStatus(200));
    await step('the second refresh with the same token', () => expect(second).toHaveStatus(401));
  });

  it('shows its public keys', async () => {
    const answer = await subject.get('/.well-known/jwks.json');

    expect(answer).toHaveStatus(200);
    const { keys } = answer.json as { keys: { kid: string }[] };
    await step('the key that was pushed', () =>
      expect(keys.filter((key) => key.kid === kid)).toMatchObject([
        { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' },
      ]),
    );
  });
});
