import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { random, step, upstream, type UpstreamAnswer, type UpstreamRequest } from '@touchstone/kit';
import type { Departure } from './browser.ts';

export const CLIENT_ID = 'ticket-desk';
export const CLIENT_SECRET = 'pz+7/Qk%w9:rT2';
export const REDIRECT_URI = 'https://desk.example/callback';

export type Json = Record<string, unknown>;
export type Endpoint = 'document' | 'token' | 'keys' | 'person';

export interface Key {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Person {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
}

/** How an ID token is made from the claims that it should have. */
export type Mint = (claims: Json) => string;

/** One login as the provider sees it, approved by a person. */
export interface Approval {
  readonly code: string;
  readonly person: Person;
  /** What the provider sends the browser back with. */
  readonly query: Record<string, string>;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
}

interface Grant extends Approval {
  readonly challenge: string;
  isUsed: boolean;
}

const server = upstream('provider');
const WELL_KNOWN = '/.well-known/openid-configuration';

export function newKey(alg: Key['alg'], kid: string = randomUUID()): Key {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, alg, ...pair };
}

/** The same in all tests: a program may keep them. */
export const [RSA_KEY, EC_KEY]: [Key, Key] = [newKey('RS256'), newKey('ES256')];

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token whose signature the test makes itself. */
export function assemble(header: Json, claims: Json, signer: (signed: string) => string): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signer(signed)}`;
}

/** A token with any header and claims, signed by the key. */
export const mint = (key: Key, claims: Json, header: Json = {}): string =>
  assemble({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header }, claims, (signed) =>
    sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    ),
  );

export const publicJwk = ({ kid, alg, publicKey }: Key): Json => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
});

export const nowSeconds = () => Math.floor(Date.now() / 1000);
export const aPerson = (): Person => ({
  sub: random.uuid(),
  name: `${random.word()} ${random.word()}`,
  email: random.email(),
});

/** The company's OpenID provider for one test: as strict as a good one is. */
export class Provider {
  readonly document: Json = {
    issuer: server.url,
    authorization_endpoint: `${server.url}/sso/start`,
    token_endpoint: `${server.url}/sso/token`,
    jwks_uri: `${server.url}/sso/keys`,
    userinfo_endpoint: `${server.url}/sso/person`,
    scopes_supported: ['openid', 'profile', 'email'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
  };
  keys: Key[] = [RSA_KEY, EC_KEY];
  /** Why it said no to requests for tokens and about people. */
  readonly refusals: string[] = [];
  readonly verifiers: string[] = [];
  readonly #grants = new Map<string, Grant>();
  readonly #instead = new Map<Endpoint, UpstreamAnswer>();
  #beforeTokens: () => Promise<unknown> = () => Promise.resolve();

  constructor() {
    server.respond((request) => this.#answer(request));
  }

  get url(): string {
    return server.url;
  }

  /** From now on an endpoint answers like this, whatever it is asked. */
  answerInstead(endpoint: Endpoint, answer: UpstreamAnswer): void {
    this.#instead.set(endpoint, answer);
  }

  recover(): void {
    this.#instead.clear();
  }

  /** Lets every answer with tokens wait. */
  holdTokens(before: () => Promise<unknown>): void {
    this.#beforeTokens = before;
  }

  stop = () => server.stop();
  start = () => server.start();

  listRequests(endpoint: Endpoint): UpstreamRequest[] {
    const path = this.#pathOf(endpoint);
    return server.requests.filter((request) => request.path.split('?')[0] === path);
  }

  async expectNoTokenRequest(what: string, already = 0): Promise<void> {
    await step(`requests to the token endpoint after ${what}`, () =>
      expect(this.listRequests('token').length - already).toBe(0),
    );
  }

  /** A person logs in here and agrees. */
  approve({ params }: Departure, { person = aPerson(), idToken = this.mint }: Wishes = {}): Approval {
    const code = `code-${random.word(24)}`;
    const claims = {
      iss: this.document.issuer,
      sub: person.sub,
      aud: CLIENT_ID,
      iat: nowSeconds(),
      exp: nowSeconds() + 300,
      nonce: params.nonce,
    };
    const grant: Grant = {
      code,
      person,
      query: { code, ...this.#sendBack(params) },
      accessToken: `at-${random.word(32)}`,
      refreshToken: `rt-${random.word(32)}`,
      idToken: idToken(claims),
      challenge: params.code_challenge ?? '',
      isUsed: false,
    };
    this.#grants.set(code, grant);
    return grant;
  }

  /** The browser comes back with an error. */
  refuse({ params }: Departure, error: string): Record<string, string> {
    return { error, error_description: random.sentence(4), ...this.#sendBack(params) };
  }

  mint: Mint = (claims) => mint(this.keys[0] ?? RSA_KEY, claims);

  #sendBack({ state = '' }: Record<string, string>): Record<string, string> {
    const tellsIssuer = this.document.authorization_response_iss_parameter_supported === true;
    return { state, ...(tellsIssuer ? { iss: server.url } : {}) };
  }

  #pathOf(endpoint: Endpoint): string {
    const names = { token: 'token_endpoint', keys: 'jwks_uri', person: 'userinfo_endpoint' };
    if (endpoint === 'document') return WELL_KNOWN;
    return new URL(String(this.document[names[endpoint]])).pathname;
  }

  async #answer(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const path = request.path.split('?')[0];
    const endpoint = (['document', 'token', 'keys', 'person'] as const).find(
      (name) => path === this.#pathOf(name),
    );
    if (endpoint === undefined) return { status: 404, json: { error: 'not_found' } };
    const instead = this.#instead.get(endpoint);
    if (instead) return instead;
    if (endpoint === 'document') return { json: this.document };
    if (endpoint === 'keys') return { json: { keys: this.keys.map(publicJwk) } };
    if (endpoint === 'person') return this.#tellPerson(request);
    return this.#giveTokens(request);
  }

  async #giveTokens(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const form = new URLSearchParams(request.body);
    const stranger = request.method === 'POST' ? this.#findClientProblem(request, form) : 'no POST';
    if (stranger !== null) return this.#sayNo(401, 'invalid_client', stranger);
    const grant = this.#grants.get(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    this.verifiers.push(verifier);
    const problem = findGrantProblem(form, verifier, grant);
    if (problem !== null || grant === undefined) return this.#sayNo(400, 'invalid_grant', problem ?? '');
    grant.isUsed = true;
    await this.#beforeTokens();
    const { accessToken, refreshToken, idToken } = grant;
    return {
      headers: { 'cache-control': 'no-store' },
      json: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: 300,
        refresh_token: refreshToken,
        scope: 'openid profile email',
        id_token: idToken,
      },
    };
  }

  #sayNo(status: number, error: string, problem: string): UpstreamAnswer {
    this.refusals.push(problem);
    return { status, json: { error, error_description: problem } };
  }

  #findClientProblem({ headers }: UpstreamRequest, form: URLSearchParams): string | null {
    const methods = (this.document.token_endpoint_auth_methods_supported ?? [
      'client_secret_basic',
    ]) as string[];
    const { authorization } = headers;
    const isInForm = form.has('client_secret');
    if (authorization === undefined && !isInForm) return 'the token request has no client secret';
    if (authorization !== undefined && isInForm)
      return 'the token request has the client secret in two places';
    if (isInForm) {
      if (!methods.includes('client_secret_post')) return 'the client secret is in the form';
      const isRight = form.get('client_id') === CLIENT_ID && form.get('client_secret') === CLIENT_SECRET;
      return isRight ? null : 'client_id or client_secret of the form is wrong';
    }
    if (!methods.includes('client_secret_basic')) return 'the client secret is in the Authorization header';
    return isRightBasic(authorization ?? '')
      ? null
      : 'id or secret in the Authorization header is wrong, or not encoded like a form value';
  }

  #tellPerson({ method, headers }: UpstreamRequest): UpstreamAnswer {
    const grant = [...this.#grants.values()].find(
      ({ accessToken }) => headers.authorization === `Bearer ${accessToken}`,
    );
    if (method === 'GET' && grant) return { json: grant.person };
    return this.#sayNo(
      401,
      'invalid_token',
      'the userinfo request is no GET with the access token as Bearer',
    );
  }
}

export interface Wishes {
  readonly person?: Person;
  readonly idToken?: Mint;
}

/** Null where it is none. There are several ways to write one text: `-` is `%2D`, and `%2b` is `%2B`. */
function readFormValue(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function isRightBasic(authorization: string): boolean {
  const [scheme = '', encoded = ''] = authorization.split(' ');
  const pair = Buffer.from(encoded, 'base64').toString('utf8').split(':').map(readFormValue);
  const [id, secret] = pair;
  const isRight = pair.length === 2 && id === CLIENT_ID && secret === CLIENT_SECRET;
  return scheme.toLowerCase() === 'basic' && isRight;
}

function findGrantProblem(form: URLSearchParams, verifier: string, grant: Grant | undefined): string | null {
  if (form.get('grant_type') !== 'authorization_code') return 'grant_type of the token request is wrong';
  if (grant === undefined) return 'the code of the token request is none that I gave out';
  if (grant.isUsed) return 'the code of the token request was used before';
  if (form.get('redirect_uri') !== REDIRECT_URI) return 'redirect_uri of the token request is wrong';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return challenge === grant.challenge ? null : 'code_verifier does not fit the code_challenge';
}
