import { importJWK, type JWK } from 'jose';

type PrivateKey = Awaited<ReturnType<typeof importJWK>>;

export interface SigningKey {
  kid: string;
  privateKey: PrivateKey;
  publicKey: PrivateKey;
  /** What the key set shows: built member by member, so that `d` cannot slip in. */
  shown: JWK;
}

// A Map and not an object: `__proto__` is a kid that somebody may send.
const keys = new Map<string, SigningKey>();
let current: SigningKey | undefined;

export async function addKey(kid: string, jwk: JWK): Promise<void> {
  const shown = { kty: 'EC', crv: 'P-256', x: jwk.x!, y: jwk.y!, kid, alg: 'ES256', use: 'sig' };
  current = {
    kid,
    privateKey: await importJWK({ ...shown, d: jwk.d! }, 'ES256'),
    publicKey: await importJWK(shown, 'ES256'),
    shown,
  };
  keys.set(kid, current);
}

export function removeKey(kid: string): 'removed' | 'unknown' | 'in use' {
  if (kid === current?.kid) return 'in use';
  return keys.delete(kid) ? 'removed' : 'unknown';
}

export function getSigningKey(): SigningKey {
  if (!current) throw new Error('the vault has pushed no key yet');
  return current;
}

export const findKey = (kid: string | undefined) => (kid === undefined ? undefined : keys.get(kid));
export const listKeys = () => [...keys.values()];
export const keySet = () => ({ keys: [...keys.values()].map(({ shown }) => shown) });
