import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CookieSpec {
  readonly name: string;
  /**
   * `Strict`: sent by pages of ours only. `Lax`: also when the browser is sent here from elsewhere. `None`: also when a
   * form of another site sends it here, over TLS.
   */
  readonly sameSite: 'Strict' | 'Lax' | 'None';
  readonly seconds: number;
}

/**
 * SECURITY: P12: cookies carry tokens of one use and a few minutes, never a login. `__Host-` keeps subdomains from
 * setting them; browsers take that, and `Secure`, over TLS only.
 */
export class Cookies {
  private readonly overTls: boolean;

  constructor(publicUrl: string) {
    this.overTls = publicUrl.startsWith('https:');
  }

  read({ headers }: FastifyRequest, spec: CookieSpec): string | null {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.nameOf(spec)}=`;
    return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null;
  }

  set(reply: FastifyReply, spec: CookieSpec, value: string): void {
    this.write(reply, spec, value, spec.seconds);
  }

  clear(reply: FastifyReply, spec: CookieSpec): void {
    this.write(reply, spec, '', 0);
  }

  private write(reply: FastifyReply, spec: CookieSpec, value: string, maxAge: number): void {
    const secure = this.overTls ? '; Secure' : '';
    // Browsers take no `None` without `Secure`.
    const sameSite = spec.sameSite === 'None' && !this.overTls ? 'Lax' : spec.sameSite;
    const attributes = `Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=${sameSite}${secure}`;
    void reply.header('set-cookie', `${this.nameOf(spec)}=${value}; ${attributes}`);
  }

  private nameOf({ name }: CookieSpec): string {
    return this.overTls ? `__Host-${name}` : name;
  }
}
