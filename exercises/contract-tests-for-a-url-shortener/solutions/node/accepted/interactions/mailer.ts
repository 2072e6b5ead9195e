import { interaction, match, type Expected, type Interaction } from './interaction.ts';
import { directive, is, isNot, like, moment, namesOf, text } from './matchers.ts';
import type { Asked } from './world.ts';

const url = 'https://example.com/a/../spring?x=1#top';
const json = directive('application/json', ';');
const problemJson = directive('application/problem+json', ';');

const post = (wish: object, key?: string): Asked => ({
  method: 'POST',
  path: '/links',
  json: wish,
  ...(key ? { key } : {}),
});

const problem = (status: number): Expected => ({
  status,
  headers: { 'content-type': problemJson },
  body: like({ type: text, title: text, status: is(status) }),
});

const invalid = (...fields: string[]): Expected => ({
  status: 400,
  headers: { 'content-type': problemJson },
  body: like({ type: text, title: text, status: is(400), errors: namesOf('field', fields) }),
});

function refused(name: string, wish: object, ...fields: string[]): Interaction<void> {
  return { name, request: () => post(wish), response: () => invalid(...fields) };
}

export const mailer: Interaction<any>[] = [
  interaction({
    name: 'makes a link without an end',
    request: () => post({ url }),
    response: () => ({
      status: 201,
      headers: { 'content-type': json, location: text },
      body: like({ slug: text, url: is(url), expiresAt: is(null) }),
    }),
    async after(answer, _given, world) {
      const { slug } = JSON.parse(answer.text);
      const read = await world.ask({ method: 'GET', path: answer.headers.get('location') ?? '' });
      match(read, { status: 200, body: like({ slug: is(slug) }) });
    },
  }),
  interaction({
    name: 'makes a link with an end',
    given: async (world) => world.at(3600),
    request: (expiresAt) => post({ url, expiresAt }),
    response: (expiresAt) => ({ status: 201, body: like({ expiresAt: moment(expiresAt) }) }),
  }),
  interaction({
    name: 'makes another link of the same url',
    given: (world) => world.aLink({ url }),
    request: () => post({ url }),
    response: (slug) => ({ status: 201, body: like({ slug: isNot(slug) }) }),
  }),
  ...['a-1', 'z'.repeat(30)].map((alias) =>
    interaction({
      name: `takes the alias ${alias}`,
      request: () => post({ url, alias }),
      response: () => ({ status: 201, body: like({ slug: is(alias) }) }),
    }),
  ),
  ...['ab', 'z'.repeat(31), 'SALE', 'sale!'].map((alias) =>
    refused(`refuses the alias ${alias}`, { url, alias }, 'alias'),
  ),
  interaction({
    name: 'refuses an alias that is taken',
    given: (world) => world.aLink({ alias: world.aName() }),
    request: (alias) => post({ url, alias }),
    response: () => problem(409),
  }),
  interaction({
    name: 'refuses the alias of a deleted link',
    given: (world) => world.aDeletedLink(),
    request: (alias) => post({ url, alias }),
    response: () => problem(409),
  }),
  interaction({
    name: 'refuses the alias of a link that has expired',
    async given(world) {
      const alias = await world.aLink({ alias: world.aName(), expiresAt: world.at(10) });
      await world.pass(60);
      return alias;
    },
    request: (alias) => post({ url, alias }),
    response: () => problem(409),
  }),
  interaction({
    name: 'answers a repeated request with the same link',
    async given(world) {
      const key = world.aName();
      return { key, first: JSON.parse((await world.ask(post({ url }, key))).text) };
    },
    request: ({ key }) => post({ url }, key),
    response: ({ first }) => ({ status: [200, 201], body: like({ slug: is(first.slug), url: is(url) }) }),
  }),
  interaction({
    name: 'refuses a key with another url',
    async given(world) {
      const key = world.aName();
      await world.ask(post({ url }, key));
      return key;
    },
    request: (key) => post({ url: `${url}-other` }, key),
    response: () => problem(422),
  }),
  interaction({
    name: 'takes a key whose first request was refused',
    async given(world) {
      const key = world.aName();
      match(await world.ask(post({ url: 'no' }, key)), invalid('url'));
      return key;
    },
    request: (key) => post({ url }, key),
    response: () => ({ status: 201 }),
  }),
  ...[undefined, 'example.com', 'ftp://example.com/', 'javascript:alert(1)', `https://${'x'.repeat(2000)}`].map(
    (wrong, index) => refused(`refuses url ${index}`, { url: wrong }, 'url'),
  ),
  interaction({
    name: 'refuses an end that is not later than now',
    request: (_given, world) => post({ url, expiresAt: world.at(0) }),
    response: () => invalid('expiresAt'),
  }),
  refused('names all that is wrong', { url: 1, alias: 'A', expiresAt: 'x' }, 'url', 'alias', 'expiresAt'),
];
