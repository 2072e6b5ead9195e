import { Refusal } from './refusal.ts';

/** Fetches a page, so that a ticket can show where a link in it leads. */
export async function fetchPreview(url: string): Promise<{ url: string; title: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
  if (!answer?.ok) throw new Refusal(502, `${url} cannot be read`);
  const page = await answer.text();
  return { url: answer.url, title: /<title>(.*?)<\/title>/is.exec(page)?.[1]?.trim() ?? '' };
}
