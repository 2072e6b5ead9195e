import { interaction, match, type Interaction } from './interaction.ts';
import { is, like, moment, namesOf } from './matchers.ts';
import type { World } from './world.ts';

const url = 'https://example.com/dashboard';

/** The slugs of all links from a page on. */
async function follow(world: World, limit: number, next: string | null = null): Promise<string[]> {
  const slugs: string[] = [];
  do {
    const page = await turn(world, limit, next);
    slugs.push(...page.slugs);
    next = page.next;
  } while (next !== null);
  return slugs;
}

async function turn(world: World, limit: number, cursor: string | null) {
  const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const answer = await world.ask({ method: 'GET', path: `/links?limit=${limit}${after}` });
  match(answer, { status: 200 });
  const { links, next } = JSON.parse(answer.text);
  if (links.length > limit) throw new Error(`${links.length} links on a page of ${limit}`);
  return { slugs: links.map(({ slug }: { slug: string }) => slug) as string[], next: next as string | null };
}

/** Five links of this interaction, the last one first, before those that were there already: fewer than fifty. */
async function fiveLinks(world: World): Promise<string[]> {
  const before = await follow(world, 50);
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.unshift(await world.aLink());
  return [...made, ...before];
}

function expectSlugs(found: string[], expected: string[], name: string): void {
  is(expected.join(' '))(found.join(' '), name);
}

const readLink = (slug: string) => ({ method: 'GET', path: `/links/${slug}` });

async function clicked(world: World, expiresAt?: string): Promise<string> {
  const slug = await world.aLink({ url, ...(expiresAt ? { expiresAt } : {}) });
  for (const method of ['GET', 'HEAD', 'GET']) await world.ask({ method, path: `/go/${slug}` });
  return slug;
}

export const dashboard: Interaction<any>[] = [
  interaction({
    name: 'reads a link with its clicks, alone and in a list',
    async given(world) {
      const end = world.at(600);
      const link = { url: is(url), clicks: is(2), createdAt: moment(world.at(0)) };
      const endless = await clicked(world);
      const ending = await clicked(world, end);
      return [
        like({ ...link, slug: is(ending), expiresAt: moment(end) }),
        like({ ...link, slug: is(endless), expiresAt: is(null) }),
      ];
    },
    request: () => ({ method: 'GET', path: '/links' }),
    response: (links) => ({ status: 200, body: like({ links: like({ 0: links[0]!, 1: links[1]! }) }) }),
    async after(answer, links, world) {
      for (const [index, { slug }] of JSON.parse(answer.text).links.slice(0, 2).entries())
        match(await world.ask(readLink(slug)), { status: 200, body: links[index]! });
    },
  }),
  interaction({
    name: 'counts no click on a link that has expired',
    async given(world) {
      const slug = await clicked(world, world.at(60));
      await world.pass(3600);
      await world.ask({ method: 'GET', path: `/go/${slug}` });
      return slug;
    },
    request: readLink,
    response: () => ({ status: 200, body: like({ clicks: is(2) }) }),
  }),
  ...['0', '51', '-1', '1.5', 'all'].map((limit) =>
    interaction({
      name: `refuses a page of ${limit}`,
      request: () => ({ method: 'GET', path: `/links?limit=${limit}` }),
      response: () => ({ status: 400 }),
    }),
  ),
  interaction({
    name: 'gives each link once, on pages of any size',
    given: fiveLinks,
    request: () => ({ method: 'GET', path: '/links?limit=50' }),
    response: () => ({ status: 200 }),
    async after(_answer, slugs, world) {
      for (const limit of [2, 50]) expectSlugs(await follow(world, limit), slugs, `pages of ${limit}`);
      // Two divides the number of links either now or then.
      slugs.unshift(await world.aLink());
      expectSlugs(await follow(world, 2), slugs, 'pages of 2, with one link more');
    },
  }),
  ...['made', 'deleted'].map((event) =>
    interaction({
      name: `gives each link once when one is ${event} meanwhile`,
      given: fiveLinks,
      request: () => ({ method: 'GET', path: '/links?limit=2' }),
      response: (slugs) => ({ status: 200, body: like({ links: like({ 0: like({ slug: is(slugs[0]) }) }) }) }),
      async after(answer, slugs, world) {
        if (event === 'made') await world.aLink();
        else await world.ask({ method: 'DELETE', path: `/links/${slugs[0]}` });
        const { links, next } = JSON.parse(answer.text);
        const found = links.map(({ slug }: { slug: string }) => slug);
        expectSlugs([...found, ...(await follow(world, 5, next))], slugs, 'all pages');
      },
    }),
  ),
  interaction({
    name: 'deletes a link',
    given: (world) => world.aLink(),
    request: (slug) => ({ method: 'DELETE', path: `/links/${slug}` }),
    response: () => ({ status: 204 }),
    async after(_answer, slug, world) {
      match(await world.ask(readLink(slug)), { status: 404 });
      match(await world.ask({ method: 'DELETE', path: `/links/${slug}` }), { status: 404 });
      if ((await follow(world, 50)).includes(slug)) throw new Error('the deleted link is in the list');
    },
  }),
];
