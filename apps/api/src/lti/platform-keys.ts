import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** Public keys of platforms, fetched when one is first needed and kept for a while; an unknown one is looked for again. */
@Injectable()
export class PlatformKeys {
  private readonly sets = new Map<string, JWTVerifyGetKey>();

  /** SECURITY: P15: jose follows no redirect, and every wait has a deadline. */
  of(keysUrl: string): JWTVerifyGetKey {
    const known = this.sets.get(keysUrl);
    if (known !== undefined) return known;
    const set = createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: 5_000, cacheMaxAge: 600_000 });
    this.sets.set(keysUrl, set);
    return set;
  }
}
