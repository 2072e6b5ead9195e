const KEPT_TITLES = 2000;

const titles = new Map<string, string>();

export async function readTitle(page: string): Promise<string> {
  const response = await fetch(`${process.env.UPSTREAM_WIKI_URL}/pages/${page}`);
  const html = await response.text();
  if (response.status !== 200) throw new Error(`no page: status ${response.status}`);
  const title = copy(/<title>(.*?)<\/title>/.exec(html)?.[1]?.trim() ?? '');
  titles.delete(page);
  titles.set(page, title);
  if (titles.size > KEPT_TITLES) titles.delete(titles.keys().next().value!);
  return title;
}

export const findTitle = (page: string): string | undefined => titles.get(page);

/** A piece of a string is a view of the whole to V8, and would keep all of the page. */
const copy = (text: string): string => Buffer.from(text).toString();
