import { createSecretKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { UserId } from '#contracts';

const ISSUER = 'touchstone';
const AUDIENCE = 'touchstone-api';

/** Everything an access token says. The role is not in it: it is read from the account each time. */
const Claims = z.object({ sub: UserId, sid: z.uuid(), exp: z.number(), iat: z.number() });
type Claims = z.infer<typeof Claims>;

/** Some 500 bytes each. */
const MOST_TOKENS_KEPT = 10_000;

export interface Session {
  readonly userId: UserId;
  /** The family of refresh tokens it belongs to: when that is revoked, the access token is void (threat P02). */
  readonly familyId: string;
}

/** Signs and reads access tokens. SECURITY: P01: HS256 and nothing else, whatever a token's header asks for. */
export class AccessTokens {
  private readonly key: KeyObject;
  /** Whose signature was found good: the same letters have the same signature, so only the time is looked at again. */
  private readonly verified = new LRUCache<string, Claims>({ max: MOST_TOKENS_KEPT });

  constructor(
    secret: string,
    private readonly minutes: number,
  ) {
    this.key = createSecretKey(Buffer.from(secret, 'utf8'));
  }

  get expiresInSeconds(): number {
    return this.minutes * 60;
  }

  sign({ userId, familyId }: Session): Promise<string> {
    return new SignJWT({ sid: familyId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${this.minutes}m`)
      .sign(this.key);
  }

  /** Null for a token that is forged, expired, or not one of ours. */
  async read(token: string): Promise<Session | null> {
    const claims = this.verified.get(token) ?? (await this.verify(token));
    if (claims === null || claims.exp * 1000 <= Date.now()) return null;
    return { userId: claims.sub, familyId: claims.sid };
  }

  private async verify(token: string): Promise<Claims | null> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      const claims = Claims.parse(payload);
      this.verified.set(token, claims);
      return claims;
    } catch {
      return null;
    }
  }
}
