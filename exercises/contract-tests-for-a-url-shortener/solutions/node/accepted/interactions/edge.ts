import { interaction, type Expected, type Interaction } from './interaction.ts';
import { directive, is } from './matchers.ts';

/** No parser would leave the second and the third as they are. */
const URLS = ['https://example.com/sale?x=1', 'https://example.com', 'https://EXAMPLE.com/./a'];

const redirectTo = (url: string): Expected => ({
  status: [302, 307],
  headers: { location: is(url), 'cache-control': directive('no-store', ',') },
});

const onEach = <Item>(items: Item[], toInteraction: (item: Item) => Interaction<any>) => items.map(toInteraction);

export const edge: Interaction<any>[] = [
  ...onEach(['GET', 'HEAD'], (method) =>
    interaction({
      name: `${method} of a slug that never was`,
      request: () => ({ method, path: '/go/never-was' }),
      response: () => ({ status: 404 }),
    }),
  ),
  ...onEach(URLS, (url) =>
    interaction({
      name: `redirects to ${url}`,
      given: (world) => world.aLink({ url }),
      request: (slug) => ({ method: 'GET', path: `/go/${slug}` }),
      response: () => redirectTo(url),
    }),
  ),
  interaction({
    name: 'redirects a HEAD as a GET',
    async given(world) {
      const path = `/go/${await world.aLink({ url: URLS[1]! })}`;
      return { path, get: await world.ask({ method: 'GET', path }) };
    },
    request: ({ path }) => ({ method: 'HEAD', path }),
    response: ({ get }) => ({ ...redirectTo(URLS[1]!), status: get.status }),
  }),
  ...onEach(URLS.slice(0, 2), (url) =>
    interaction({
      name: `redirects to ${url} whatever is appended`,
      given: (world) => world.aLink({ url }),
      request: (slug) => ({ method: 'GET', path: `/go/${slug}?source=mail` }),
      response: () => redirectTo(url),
    }),
  ),
  ...onEach(['GET', 'HEAD'], (method) =>
    interaction({
      name: `${method} of a deleted link`,
      given: (world) => world.aDeletedLink(),
      request: (slug) => ({ method, path: `/go/${slug}` }),
      response: () => ({ status: 410 }),
    }),
  ),
  ...onEach([-1, 0, 1], (seconds) =>
    interaction({
      name: `${seconds} s after the end of a link`,
      async given(world) {
        const slug = await world.aLink({ url: URLS[0]!, expiresAt: world.at(60) });
        await world.pass(60 + seconds);
        return slug;
      },
      request: (slug) => ({ method: 'GET', path: `/go/${slug}` }),
      response: () => (seconds < 0 ? redirectTo(URLS[0]!) : { status: 410 }),
    }),
  ),
];
