import { createHash, randomInt, randomUUID } from 'node:crypto';
import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double.js';

/** GitHub as an Enterprise Server: OAuth 2.0 that answers 200 to everything, and an API that says who somebody is. */
export class GithubDouble {
  user: Record<string, unknown> = {};
  emails: { email: string; primary: boolean; verified: boolean }[] = [];
  private readonly challenges = new Map<string, string>();
  private http!: HttpDouble;

  static async start(): Promise<GithubDouble> {
    const double = new GithubDouble();
    double.http = await HttpDouble.start((request) => double.answer(request));
    return double;
  }

  get settings(): Record<string, string> {
    return {
      TOUCHSTONE_GITHUB_URL: this.http.url,
      TOUCHSTONE_GITHUB_CLIENT_ID: 'github-client',
      TOUCHSTONE_GITHUB_CLIENT_SECRET: 'a github secret',
    };
  }

  become({ verified = true } = {}): { id: number; email: string } {
    const [id, email] = [randomInt(1e9), `${randomUUID()}@example.org`];
    this.user = { id, login: 'grace', name: null };
    this.emails = [
      { email: 'second@example.org', primary: false, verified: true },
      { email, primary: true, verified },
    ];
    return { id, email };
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private answer({ method, url, headers, body }: DoubleRequest): DoubleAnswer {
    switch (`${method} ${url.pathname}`) {
      case 'GET /login/oauth/authorize':
        return this.authorize(url.searchParams);
      case 'POST /login/oauth/access_token':
        return this.trade(new URLSearchParams(body), headers.accept ?? '');
      case 'GET /api/v3/user':
        return this.tell(this.user, headers);
      case 'GET /api/v3/user/emails':
        return this.tell(this.emails, headers);
      default:
        return { status: 404 };
    }
  }

  private authorize(query: URLSearchParams): DoubleAnswer {
    const code = randomUUID();
    this.challenges.set(code, query.get('code_challenge') ?? '');
    const back = new URL(query.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    return { status: 302, headers: { location: back.href } };
  }

  private trade(form: URLSearchParams, accept: string): DoubleAnswer {
    const code = form.get('code') ?? '';
    const challenge = this.challenges.get(code);
    this.challenges.delete(code);
    const proven = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      challenge === proven &&
      form.get('client_secret') === 'a github secret' &&
      accept.includes('application/json');
    if (!isGood) return { status: 200, json: { error: 'bad_verification_code' } };
    return { status: 200, json: { access_token: 'gho_opaque', token_type: 'bearer', scope: 'user:email' } };
  }

  private tell(json: unknown, headers: DoubleRequest['headers']): DoubleAnswer {
    const isKnown = headers.authorization === 'Bearer gho_opaque' && headers['user-agent'] !== undefined;
    return isKnown ? { status: 200, json } : { status: 401, json: { message: 'Bad credentials' } };
  }
}
