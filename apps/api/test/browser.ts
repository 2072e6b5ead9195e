/** Whatever a route may answer; tests say what they expect. */
interface AnyAnswer {
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
  readonly [field: string]: unknown;
}

interface Navigation {
  /** `elsewhere`: a page of another site sends the browser here. */
  readonly from?: 'ours' | 'elsewhere';
  /** Sent as a form sends it. */
  readonly form?: Record<string, string>;
}

/** What a browser does between servers: keeps cookies by their attributes, follows one redirect when told to. */
export class Browser {
  private readonly cookies = new Map<string, { value: string; sameSite: string }>();

  constructor(private readonly ourUrl: string) {}

  async open(url: string, { from = 'ours', form }: Navigation = {}) {
    const target = new URL(url, this.ourUrl);
    const response = await fetch(target, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie: this.cookieHeader(from, form !== undefined) },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    this.keep(response);
    return { status: response.status, location: response.headers.get('location'), headers: response.headers };
  }

  /** A request of one of our pages. */
  async post(path: string, body: unknown, bearer?: string) {
    const response = await fetch(new URL(path, this.ourUrl), {
      method: 'POST',
      headers: {
        cookie: this.cookieHeader('ours', false),
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: bearer }),
      },
      body: JSON.stringify(body),
    });
    this.keep(response);
    return { status: response.status, body: (await response.json()) as AnyAnswer };
  }

  get cookieNames(): string[] {
    return [...this.cookies.keys()];
  }

  private cookieHeader(from: 'ours' | 'elsewhere', isPost: boolean): string {
    return [...this.cookies]
      .filter(([, { sameSite }]) => from === 'ours' || sameSite === 'None' || (sameSite === 'Lax' && !isPost))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  private keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const read = (wanted: string) =>
        attributes.find((one) => one.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      if (read('Max-Age') === '0') this.cookies.delete(name);
      else this.cookies.set(name, { value, sameSite: read('SameSite') ?? 'Lax' });
    }
  }
}
