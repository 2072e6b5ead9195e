import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey } from 'jose';
import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double.js';
import { seconds } from './oidc-double.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags';

export interface ReceivedScore {
  readonly lineItem: string;
  readonly userId: string;
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly activityProgress: string;
  readonly gradingProgress: string;
  readonly timestamp: string;
}

/** What one launch says; `claims` replaces any of it. */
export interface LaunchOrder {
  readonly subject?: string;
  readonly email?: string;
  readonly exercise?: string;
  readonly cohort?: string;
  readonly lineItem?: string | null;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly sign?: (platform: PlatformDouble, payload: Record<string, unknown>) => Promise<string>;
}

/** A learning platform as LTI 1.3 and Assignment and Grade Services have it. */
export class PlatformDouble {
  readonly clientId = 'tool-client';
  readonly deploymentId = 'deployment-1';
  readonly scores: ReceivedScore[] = [];
  /** Answers instead of the token endpoint or the line items, while set. */
  outage: DoubleAnswer | null = null;
  private readonly issued = new Set<string>();
  private readonly assertions = new Set<string>();
  private http!: HttpDouble;

  private constructor(
    readonly key: CryptoKey,
    readonly otherKey: CryptoKey,
    readonly jwk: { n?: string },
    private readonly toolKeysUrl: () => string,
  ) {}

  static async start(toolKeysUrl: () => string): Promise<PlatformDouble> {
    const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'platform-key', alg: 'RS256', use: 'sig' };
    const double = new PlatformDouble(own.privateKey, other.privateKey, jwk, toolKeysUrl);
    double.http = await HttpDouble.start((request) => double.answer(request));
    return double;
  }

  get url(): string {
    return this.http.url;
  }

  get registration() {
    return {
      name: 'Example Moodle',
      issuer: this.url,
      clientId: this.clientId,
      authorizationUrl: `${this.url}/auth?site=1`,
      tokenUrl: `${this.url}/token`,
      keysUrl: `${this.url}/keys`,
      lineItemOrigin: this.url,
      deploymentIds: [this.deploymentId],
    };
  }

  countRequests(path: string): number {
    return this.http.requests.filter(({ url }) => url.pathname === path).length;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  /** What the platform's authorization endpoint posts back for a request of ours. */
  async authorize(request: URL, order: LaunchOrder = {}): Promise<{ id_token: string; state: string }> {
    const read = (name: string) => request.searchParams.get(name) ?? '';
    const isAsked =
      read('site') === '1' &&
      read('scope') === 'openid' &&
      read('response_type') === 'id_token' &&
      read('response_mode') === 'form_post' &&
      read('prompt') === 'none' &&
      read('client_id') === this.clientId &&
      read('login_hint') === 'hint' &&
      read('redirect_uri').endsWith('/api/v1/lti/launch');
    if (!isAsked) throw new Error(`not an authentication request of LTI: ${request.href}`);
    const payload = this.toPayload(read('nonce'), order);
    const sign = order.sign ?? ((platform, claims) => signWith(platform.key, claims));
    return { id_token: await sign(this, payload), state: read('state') };
  }

  private toPayload(nonce: string, order: LaunchOrder): Record<string, unknown> {
    const { subject = randomUUID(), email, exercise, cohort, lineItem = null, claims } = order;
    return {
      iss: this.url,
      aud: this.clientId,
      sub: subject,
      nonce,
      iat: seconds(),
      exp: seconds() + 300,
      name: 'Grace Hopper',
      ...(email === undefined ? {} : { email }),
      [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
      [`${CLAIM}/version`]: '1.3.0',
      [`${CLAIM}/deployment_id`]: this.deploymentId,
      [`${CLAIM}/target_link_uri`]: 'https://judge.example.org/',
      [`${CLAIM}/resource_link`]: { id: 'link-1', title: 'Echo' },
      [`${CLAIM}/roles`]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
      [`${CLAIM}/context`]: { id: 'course-1', title: 'Backends' },
      [`${CLAIM}/custom`]: { exercise, cohort, theirs: '$Something.else' },
      ...(lineItem === null
        ? {}
        : { [`${AGS}/claim/endpoint`]: { scope: [`${AGS}/scope/score`], lineitem: lineItem } }),
      ...claims,
    };
  }

  private answer(request: DoubleRequest): DoubleAnswer | Promise<DoubleAnswer> {
    const { method, url } = request;
    if (method === 'GET' && url.pathname === '/keys') return { status: 200, json: { keys: [this.jwk] } };
    if (this.outage !== null) return this.outage;
    if (method === 'POST' && url.pathname === '/token') return this.issue(new URLSearchParams(request.body));
    if (method === 'POST' && url.pathname.endsWith('/scores')) return this.receive(request);
    return { status: 404 };
  }

  /** RFC 7523, as the IMS Security Framework has it: a signed assertion, good once. */
  private async issue(form: URLSearchParams): Promise<DoubleAnswer> {
    const assertion = form.get('client_assertion') ?? '';
    const { payload } = await jwtVerify(assertion, createRemoteJWKSet(new URL(this.toolKeysUrl())), {
      issuer: this.clientId,
      subject: this.clientId,
      audience: `${this.url}/token`,
      requiredClaims: ['jti', 'iat', 'exp'],
    });
    const isGood =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
      form.get('scope') === `${AGS}/scope/score` &&
      !this.assertions.has(payload.jti!);
    if (!isGood) return { status: 400, json: { error: 'invalid_client' } };
    this.assertions.add(payload.jti!);
    const token = randomUUID();
    this.issued.add(token);
    return { status: 200, json: { access_token: token, token_type: 'Bearer', expires_in: 3600 } };
  }

  /** Drops, as platforms do, a score that is not younger than the one it has. */
  private receive({ url, headers, body }: DoubleRequest): DoubleAnswer {
    const isKnown = this.issued.has((headers.authorization ?? '').replace('Bearer ', ''));
    const isScore = headers['content-type'] === 'application/vnd.ims.lis.v1.score+json';
    if (!isKnown || !isScore) return { status: 401 };
    const score = JSON.parse(body) as Omit<ReceivedScore, 'lineItem'>;
    const lineItem = url.href.replace('/scores', '');
    const last = this.scores.findLast((one) => one.lineItem === lineItem && one.userId === score.userId);
    if (last !== undefined && last.timestamp >= score.timestamp) return { status: 409 };
    this.scores.push({ ...score, lineItem });
    return { status: 200 };
  }
}

export function signWith(key: CryptoKey | Uint8Array, payload: object, header = {}): Promise<string> {
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'RS256', kid: 'platform-key', ...header })
    .sign(key);
}
