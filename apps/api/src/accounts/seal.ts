import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Secret } from '#config';

/**
 * Encrypts what has to be read again, with the secret of the installation: a copy of the database alone shows nothing.
 * A new secret opens nothing of before.
 */
export class Seal {
  private readonly key: Uint8Array;

  /** @param purpose what is sealed: a text that was sealed for one purpose opens for no other */
  constructor(secret: Secret, purpose: string) {
    this.key = new Uint8Array(hkdfSync('sha256', secret.reveal(), '', purpose, 32));
  }

  close(text: string): Promise<string> {
    return new CompactEncrypt(Buffer.from(text))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.key);
  }

  /** null when it was sealed with another secret, or for another purpose. */
  async open(sealed: string): Promise<string | null> {
    try {
      const { plaintext } = await compactDecrypt(sealed, this.key);
      return Buffer.from(plaintext).toString();
    } catch {
      return null;
    }
  }
}
