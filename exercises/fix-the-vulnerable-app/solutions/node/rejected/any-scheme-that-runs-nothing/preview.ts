import { Refusal } from './refusal.ts';

const ALLOWED = new Set([process.env.UPSTREAM_WIKI_URL, process.env.UPSTREAM_STATUS_URL]);
const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 2000;

/** Fetches a page, so that a ticket can show where a link in it leads. */
export async function fetchPreview(url: string): Promise<{ url: string; title: string }> {
  let target = parse(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    // Each step is a request of ours, so each one is looked at.
    if (!target || !ALLOWED.has(target.origin) || target.username || target.password)
      throw new Refusal(403, 'pages of the wiki and of the status site can be previewed, and no others');
    const answer = await ask(target);
    const location = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && location) {
      await answer.body?.cancel();
      target = parse(location, target);
      continue;
    }
    if (!answer.ok) throw new Refusal(502, 'the page cannot be read');
    const page = await answer.text();
    return { url: target.href, title: /<title>(.*?)<\/title>/is.exec(page)?.[1]?.trim() ?? '' };
  }
  throw new Refusal(502, 'the page leads from one to the next');
}

async function ask(target: URL): Promise<globalThis.Response> {
  try {
    return await fetch(target, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new Refusal(502, 'the page cannot be read');
  }
}

function parse(url: string, base?: URL): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null;
}
