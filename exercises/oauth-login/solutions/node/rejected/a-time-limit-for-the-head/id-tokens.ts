import { importJWK, jwtVerify, type JWK } from 'jose';
import { CLIENT_ID, fetchKeys, ISSUER, type ProviderDocument } from './provider.ts';
import { Refusal } from './refusal.ts';

/** Keys by kid, as far as the provider has told them. */
let keys = new Map<string, JWK>();

/** @returns the sub. The reason why a token is refused is nobody's business. */
export async function readIdToken(idToken: string, document: ProviderDocument, nonce: string): Promise<string> {
  try {
    const { payload } = await jwtVerify(
      idToken,
      async ({ kid, alg }) => importJWK(await getKey(document, kid), alg),
      {
        algorithms: ['RS256', 'ES256'],
        issuer: ISSUER,
        audience: CLIENT_ID,
        clockTolerance: 30,
        requiredClaims: ['exp', 'sub', 'nonce'],
      },
    );
    const { sub, azp } = payload;
    if (payload.nonce !== nonce || (azp !== undefined && azp !== CLIENT_ID) || typeof sub !== 'string')
      throw new Error('not for this login');
    return sub;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(401, 'login_failed');
  }
}

async function getKey(document: ProviderDocument, kid = ''): Promise<JWK> {
  if (!keys.has(kid)) keys = new Map((await fetchKeys(document)).map((key) => [String(key.kid), key]));
  const key = keys.get(kid);
  if (!key) throw new Error('no such key');
  return key;
}
