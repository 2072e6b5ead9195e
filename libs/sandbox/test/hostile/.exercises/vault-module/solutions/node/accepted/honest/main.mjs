import { createHash } from 'node:crypto';

export const double = (n) => 2 * n;
export const seal = (text) => createHash('sha256').update(text).digest('hex');

export class Counter {
  count = 0;
  add(n) {
    return (this.count += n);
  }
}
