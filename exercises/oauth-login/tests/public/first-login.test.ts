import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { random, step, subject, upstream, type HttpResponse, type UpstreamRequest } from '@touchstone/kit';

const provider = upstream('provider');
const KID = randomUUID();
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const person = () => ({ sub: random.uuid(), name: random.sentence(2), email: random.email() });

let ada: ReturnType<typeof person>;
/** What the last authorization request asked for. */
let asked: Record<string, string>;

beforeEach(() => {
  ada = person();
  asked = {};
  provider.respond(answer);
});

/** A provider that is less strict than the one that decides the score. */
function answer({ path, body }: UpstreamRequest) {
  const { url } = provider;
  switch (path) {
    case '/.well-known/openid-configuration':
      return {
        json: {
          issuer: url,
          authorization_endpoint: `${url}/sso/start`,
          token_endpoint: `${url}/sso/token`,
          jwks_uri: `${url}/sso/keys`,
          userinfo_endpoint: `${url}/sso/person`,
          token_endpoint_auth_methods_supported: ['client_secret_basic'],
          authorization_response_iss_parameter_supported: true,
        },
      };
    case '/sso/keys':
      return {
        json: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }] },
      };
    case '/sso/token': {
      const verifier = new URLSearchParams(body).get('code_verifier') ?? '';
      if (createHash('sha256').update(verifier).digest('base64url') !== asked.code_challenge)
        return { status: 400, json: { error: 'invalid_grant' } };
      return { json: { access_token: random.word(32), token_type: 'Bearer', id_token: makeIdToken() } };
    }
    case '/sso/person':
      return { json: ada };
    default:
      return { status: 404, json: { error: 'not_found' } };
  }
}

function makeIdToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const { nonce } = asked;
  const claims = { iss: provider.url, sub: ada.sub, aud: 'ticket-desk', iat: now, exp: now + 300, nonce };
  const signed = [{ alg: 'RS256', kid: KID }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const readCookies = ({ headers }: HttpResponse) =>
  (headers['set-cookie'] ?? '')
    .split('\n')
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => pair !== '');

/** GET /login. Returns the cookies that the browser takes along. */
async function leave(path = '/login'): Promise<string> {
  const answer = await subject.get(path);
  await step(`GET ${path}: the status of the redirect`, () => expect([302, 303]).toContain(answer.status));
  expect(answer).toHaveHeader('location', /^http:\/\/127\.0\.0\.1:\d+\/sso\/start\?/);
  asked = Object.fromEntries(new URL(answer.headers.location ?? '').searchParams);
  return readCookies(answer).join('; ');
}

const arrive = (query: Record<string, string>, cookie: string) =>
  subject.get(`/callback?${new URLSearchParams({ iss: provider.url, ...query }).toString()}`, {
    headers: { cookie },
    timeoutMs: 10_000,
  });

describe('First login', () => {
  it('sends the browser to the provider', async () => {
    await leave();

    await step('parameters of the authorization request', () =>
      expect(asked).toMatchObject({
        response_type: 'code',
        client_id: 'ticket-desk',
        redirect_uri: 'https://desk.example/callback',
        scope: 'openid profile email',
        code_challenge_method: 'S256',
      }),
    );
  });

  it('lets in who comes back, and knows who that is', async () => {
    const cookie = await leave('/login?return_to=/tickets/17');

    const answer = await arrive({ code: random.word(24), state: asked.state ?? '' }, cookie);

    await step('the status of the callback', () => expect([302, 303]).toContain(answer.status));
    expect(answer).toHaveHeader('location', /\/tickets\/17$/);
    const me = await subject.get('/me', { headers: { cookie: readCookies(answer).join('; ') } });
    expect(me).toHaveStatus(200);
    expect(me).toHaveJson(ada);
  });

  it('refuses a state that it did not give out', async () => {
    const cookie = await leave();

    const answer = await arrive({ code: random.word(24), state: random.word(43) }, cookie);

    expect(answer).toHaveStatus(400);
    expect(answer).toHaveJson({ error: 'invalid_callback' });
  });

  it('says so when the person does not agree', async () => {
    const cookie = await leave();

    const answer = await arrive({ error: 'access_denied', state: asked.state ?? '' }, cookie);

    expect(answer).toHaveStatus(403);
    expect(answer).toHaveJson({ error: 'access_denied' });
  });
});
