import { random, subject, upstream, type Upstream, type UpstreamRequest } from '@touchstone/kit';

export const shop1 = upstream('shop1');
export const shop2 = upstream('shop2');
export const images = upstream('images');
const shops = { shop1, shop2 };

let isHarmed = false;

/** Both shops answer with their names; a proxy that may have given one of them up begins anew. */
export async function openShops(): Promise<void> {
  if (isHarmed) await subject.restart();
  isHarmed = false;
  for (const [name, shop] of Object.entries(shops)) shop.respond(() => ({ json: { by: name } }));
}

/** Says that the proxy may have given up a shop by the end of this test. */
export function harms(): void {
  isHarmed = true;
}

/** Says that it asks both shops again. */
export function heals(): void {
  isHarmed = false;
}

/** A path that nobody asked before. */
export const aPath = (): string => `/books/${random.word(12)}`;

export function listAsked(path: string, among: readonly Upstream[] = [shop1, shop2]): UpstreamRequest[] {
  return among.flatMap(({ requests }) => requests.filter((request) => request.path === path));
}

/** Requests with a word in their path, however it is written. Others may be there: a proxy that is started is asked whether it is ready. */
export function listAskedFor(word: string, among: readonly Upstream[] = [shop1, shop2]): UpstreamRequest[] {
  return among.flatMap(({ requests }) => requests.filter(({ path }) => path.includes(word)));
}
