import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double.js';

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string;
}

/** What this provider gets wrong, one thing at a time. */
export interface Misdeeds {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly signedBySomebodyElse?: boolean;
  readonly unsigned?: boolean;
}

/** An OpenID Connect provider as the standard has it: code flow, PKCE required, codes of one use, signed ID tokens. */
export class OidcDouble {
  readonly clientId = 'touchstone-client';
  readonly clientSecret = 'a client secret';
  person: Record<string, unknown> = {};
  misdeeds: Misdeeds = {};
  addressInUserinfoOnly = false;
  private readonly grants = new Map<string, Grant>();
  private http!: HttpDouble;

  private constructor(
    private readonly key: CryptoKey,
    private readonly otherKey: CryptoKey,
    private readonly jwk: object,
  ) {}

  static async start(): Promise<OidcDouble> {
    const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
    const double = new OidcDouble(own.privateKey, other.privateKey, jwk);
    double.http = await HttpDouble.start((request) => double.answer(request));
    return double;
  }

  get issuer(): string {
    return this.http.url;
  }

  get requests(): readonly DoubleRequest[] {
    return this.http.requests;
  }

  get settings(): Record<string, string> {
    return {
      TOUCHSTONE_OIDC_NAME: 'Example School',
      TOUCHSTONE_OIDC_ISSUER: this.issuer,
      TOUCHSTONE_OIDC_CLIENT_ID: this.clientId,
      TOUCHSTONE_OIDC_CLIENT_SECRET: this.clientSecret,
    };
  }

  /** Somebody new is at the keyboard. */
  become(person: Record<string, unknown> = {}): { sub: string; email: string } {
    const somebody = {
      sub: randomUUID(),
      email: `${randomUUID()}@example.org`,
      email_verified: true,
      name: 'Grace Hopper',
      ...person,
    };
    this.person = somebody;
    this.misdeeds = {};
    this.addressInUserinfoOnly = false;
    return somebody;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private answer(request: DoubleRequest): DoubleAnswer | Promise<DoubleAnswer> {
    switch (`${request.method} ${request.url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return { status: 200, json: this.metadata() };
      case 'GET /jwks':
        return { status: 200, json: { keys: [this.jwk] } };
      case 'GET /authorize':
        return this.authorize(request.url.searchParams);
      case 'POST /token':
        return this.trade(new URLSearchParams(request.body));
      case 'GET /userinfo':
        return { status: 200, json: this.person };
      default:
        return { status: 404 };
    }
  }

  private metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
  }

  private authorize(query: URLSearchParams): DoubleAnswer {
    const read = (name: string) => query.get(name) ?? '';
    const isAsked =
      read('client_id') === this.clientId &&
      read('response_type') === 'code' &&
      read('scope').split(' ').includes('openid') &&
      read('code_challenge_method') === 'S256';
    if (!isAsked) return { status: 400, json: { error: 'invalid_request' } };
    const code = randomUUID();
    this.grants.set(code, {
      challenge: read('code_challenge'),
      redirectUri: read('redirect_uri'),
      nonce: read('nonce'),
    });
    const back = new URL(read('redirect_uri'));
    back.search = new URLSearchParams({ code, state: read('state'), session_state: 'ignored' }).toString();
    return { status: 302, headers: { location: back.href } };
  }

  private async trade(form: URLSearchParams): Promise<DoubleAnswer> {
    const read = (name: string) => form.get(name) ?? '';
    if (read('client_id') !== this.clientId || read('client_secret') !== this.clientSecret)
      return { status: 401, json: { error: 'invalid_client' } };
    const grant = this.grants.get(read('code'));
    this.grants.delete(read('code'));
    const proven = createHash('sha256').update(read('code_verifier')).digest('base64url');
    const isGood =
      grant !== undefined && grant.challenge === proven && grant.redirectUri === read('redirect_uri');
    if (!isGood) return { status: 400, json: { error: 'invalid_grant' } };
    const idToken = await this.signIdToken(grant.nonce);
    return { status: 200, json: { access_token: 'opaque', token_type: 'Bearer', id_token: idToken } };
  }

  private async signIdToken(nonce: string): Promise<string> {
    const { claims, signedBySomebodyElse = false, unsigned = false } = this.misdeeds;
    const { email, email_verified, ...rest } = this.person;
    const payload = {
      ...(this.addressInUserinfoOnly ? rest : { ...rest, email, email_verified }),
      iss: this.issuer,
      aud: this.clientId,
      nonce,
      iat: seconds(),
      exp: seconds() + 300,
      ...claims,
    };
    if (unsigned) return `${encode({ alg: 'none' })}.${encode(payload)}.`;
    const key = signedBySomebodyElse ? this.otherKey : this.key;
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key);
  }
}

export const seconds = () => Math.floor(Date.now() / 1000);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
