import { createSecretKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { UserId } from '#contracts';

const ISSUER = 'touchstone';
const AUDIENCE = 'touchstone-api';

/** Everything an access token says. The role is not in it: it is read from the account each time. */
const Claims = z.object({ sub: UserId, sid: z.uuid(), exp: z.number(), iat: z.number() });

export interface Session {
  readonly userId: UserId;
  /** The family of refresh tokens it belongs to: when that is revoked, the access token is void (threat P02). */
  readonly familyId: string;
}

/** Signs and reads access tokens. SECURITY: P01: HS256 and nothing else, whatever a token's header asks for. */
export class AccessTokens {
  private readonly key: KeyObject;

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
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      const { sub, sid } = Claims.parse(payload);
      return { userId: sub, familyId: sid };
    } catch {
      return null;
    }
  }
}
