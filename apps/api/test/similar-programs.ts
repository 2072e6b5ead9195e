import type { Verdict } from '#contracts';
import { aSubmission, type Account, type ApiWorld } from './api-world.js';

export const ALIKE = `export function total(items: { price: number; count: number }[]): number {
  let sum = 0;
  for (const item of items) {
    if (item.count < 0) throw new RangeError('a count is negative');
    sum += item.price * item.count;
  }
  return Math.round(sum * 100) / 100;
}
`;

export const OWN = `const lines = new Map<string, { price: number }>();
export default class Basket {
  get size() { return lines.size; }
  add = (name: string, price: number) => lines.set(name, { price });
  total = () => [...lines.values()].map(({ price }) => price).reduce((one, other) => one + other, 0);
}
`;

/** A submission of one file with this code, judged. */
export async function handCode(
  world: ApiWorld,
  account: Account,
  content: string,
  verdict: Verdict,
): Promise<void> {
  const { body } = await world.http
    .post('/api/v1/exercises/echo-service/submissions')
    .set('authorization', account.bearer)
    .send(aSubmission({ files: [{ path: 'main.ts', content }] }))
    .expect(202);
  await world.judge(body.id, verdict);
}
