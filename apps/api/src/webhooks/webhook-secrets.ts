import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { Seal } from '../accounts/seal.js';
import { API_CONFIG } from '../api-config.js';
import { makeWebhookSecret } from './sign-message.js';

/** With what messages are signed. Both sides have to know it, so it is encrypted and not hashed. */
@Injectable()
export class WebhookSecrets {
  private readonly seal: Seal;

  constructor(@Inject(API_CONFIG) { auth }: Config) {
    this.seal = new Seal(auth.secret, 'touchstone webhook secrets');
  }

  async make(): Promise<{ secret: string; sealedSecret: string }> {
    const secret = makeWebhookSecret();
    return { secret, sealedSecret: await this.seal.close(secret) };
  }

  /** @throws Error when it was sealed before the secret of the installation changed */
  async open(sealed: string): Promise<string> {
    const secret = await this.seal.open(sealed);
    if (secret !== null) return secret;
    throw new Error('the secret cannot be read since TOUCHSTONE_SECRET changed: take a new one');
  }
}
