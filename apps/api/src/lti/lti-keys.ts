import { Inject, Injectable } from '@nestjs/common';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { Config } from '#config';
import { LtiPlatformRepository } from '#persistence';
import { Seal } from '../accounts/seal.js';
import { API_CONFIG } from '../api-config.js';

const ALGORITHM = 'RS256';

/** The public part of a key, as a key set holds it. */
export type PublicJwk = Pick<JWK, 'kty' | 'n' | 'e' | 'kid' | 'alg' | 'use'>;

/**
 * With what this installation signs towards platforms. One pair for all replicas, made when it is first needed and kept
 * in the database, encrypted with the secret of the installation. A new secret leads to a new key.
 */
@Injectable()
export class LtiKeys {
  private readonly seal: Seal;

  constructor(
    @Inject(API_CONFIG) { auth }: Config,
    private readonly platforms: LtiPlatformRepository,
  ) {
    this.seal = new Seal(auth.secret, 'touchstone lti keys');
  }

  async listPublic(): Promise<PublicJwk[]> {
    return (await this.listKeys()).map(({ kty, n, e, kid }) => ({
      kty: kty!,
      n: n!,
      e: e!,
      kid: kid!,
      alg: ALGORITHM,
      use: 'sig',
    }));
  }

  async getSigningKey(): Promise<{ kid: string; alg: string; key: CryptoKey }> {
    const [jwk] = await this.listKeys();
    return { kid: jwk!.kid!, alg: ALGORITHM, key: (await importJWK(jwk!, ALGORITHM)) as CryptoKey };
  }

  /** Newest first; never empty. */
  private async listKeys(): Promise<JWK[]> {
    const stored = await this.platforms.listKeys();
    const opened = await Promise.all(stored.map(({ sealedKey }) => this.unseal(sealedKey)));
    const keys = opened.filter((key) => key !== null);
    return keys.length > 0 ? keys : [await this.makeKey()];
  }

  private async makeKey(): Promise<JWK> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const kid = await calculateJwkThumbprint(jwk);
    await this.platforms.insertKey(kid, await this.seal.close(JSON.stringify({ ...jwk, kid })));
    return { ...jwk, kid };
  }

  /** null when it was sealed with another secret. */
  private async unseal(sealed: string): Promise<JWK | null> {
    const opened = await this.seal.open(sealed);
    return opened === null ? null : (JSON.parse(opened) as JWK);
  }
}
