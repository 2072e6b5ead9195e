import { KitFailure } from '../failures.js';

/** Two bytes can become an object of a hundred. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** Whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/**
 * Takes the messages of one call out of its bytes.
 * SECURITY: H01, H02 a message is refused by the length that it claims, and when it claims to be compressed: that was not offered.
 */
export class MessageSplitter {
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #message: Buffer | null = null;
  /** How much there is of the prefix, or of the message once its prefix is complete. */
  #filled = 0;

  /** Nothing of a next message has come yet. */
  get isBetweenMessages(): boolean {
    return this.#message === null && this.#filled === 0;
  }

  /** The messages that these bytes complete. @throws KitFailure */
  push(bytes: Buffer): Buffer[] {
    const complete: Buffer[] = [];
    let taken = 0;
    while (taken < bytes.length) {
      const part = this.#message ?? this.#prefix;
      const copied = bytes.copy(part, this.#filled, taken);
      taken += copied;
      this.#filled += copied;
      if (this.#filled < part.length) break;
      this.#filled = 0;
      const message: Buffer | null = this.#message === null ? this.#begin() : this.#message;
      const isComplete = this.#message !== null || message.length === 0;
      this.#message = isComplete ? null : message;
      if (isComplete) complete.push(message);
    }
    return complete;
  }

  /** Room for the message that the prefix announces. */
  #begin(): Buffer {
    if (this.#prefix[0] !== 0) throw new KitFailure('error', 'a message claims to be compressed');
    const length = this.#prefix.readUInt32BE(1);
    if (length > MAX_MESSAGE_BYTES) throw new KitFailure('error', 'a message is larger than 256 KiB');
    // Memory that nobody writes to is never taken.
    return Buffer.allocUnsafeSlow(length);
  }
}
