import { Refusal } from './refusal.ts';

const SITES = [process.env.UPSTREAM_WIKI_URL!, process.env.UPSTREAM_STATUS_URL!];

/** Fetches a page of one of the sites. Each redirect is another request, and asked for like the first. */
export async function fetchPreview(url: string, redirectsLeft = 3): Promise<{ url: string; title: string }> {
  const target = toSiteAddress(url);
  const signal = AbortSignal.timeout(2000);
  const answer = await fetch(target, { redirect: 'manual', signal }).catch(() => null);
  const location = answer?.headers.get('location');
  if (answer && answer.status >= 300 && answer.status < 400 && location && URL.canParse(location, target)) {
    await answer.body?.cancel();
    if (redirectsLeft === 0) throw new Refusal(502, 'the page leads from one to the next');
    return fetchPreview(new URL(location, target).href, redirectsLeft - 1);
  }
  if (answer?.status !== 200) throw new Refusal(502, 'the page cannot be read');
  const title = /<title>(.*?)<\/title>/is.exec(await answer.text())?.[1]?.trim() ?? '';
  return { url: target, title };
}

/** The address put together anew: the site as we know it, and from the sender what stands behind it. */
function toSiteAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const site = SITES.find((one) => one === parsed?.origin);
  if (!parsed || !site || parsed.username !== '')
    throw new Refusal(403, 'pages of the wiki and of the status site can be previewed, and no others');
  return `${site}${parsed.pathname}${parsed.search}`;
}
