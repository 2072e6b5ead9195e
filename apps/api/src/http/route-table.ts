import type { FastifyInstance } from 'fastify';

interface Route {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  readonly url: string;
}

/** Knows every route, so that a wrong method can be told from a wrong address. */
export class RouteTable {
  private readonly routes: Route[] = [];

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url }) => {
      this.routes.push({ methods: [method].flat(), pattern: toPattern(url), url });
    });
  }

  /** The methods that the path of `url` answers to; empty when there is no such path. */
  listMethods(url: string): string[] {
    const path = url.split('?', 1)[0] ?? url;
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }

  /** Every route as `METHOD /path/:param`. */
  list(): string[] {
    return this.routes.flatMap((route) => route.methods.map((method) => `${method} ${route.url}`)).sort();
  }
}

function toPattern(url: string): RegExp {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`.replaceAll('*', '.*'));
}
