import { beforeEach, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  let routes: RouteTable;
  beforeEach(() => {
    const app = fastify();
    routes = new RouteTable(app);
    app.get('/things/:id', async () => null);
    app.delete('/things/:id', async () => null);
    app.get('/openapi.json', async () => null);
  });

  it.each([
    ['/things/1', ['DELETE', 'GET']],
    ['/things/1?x=/y', ['DELETE', 'GET']],
    ['/things/a%2Fb', ['DELETE', 'GET']],
    ['/things', []],
    ['/things/1/2', []],
    ['/openapiXjson', []],
  ])('knows the methods of %s', (url, methods) => {
    expect(routes.listMethods(url).filter((method) => method !== 'HEAD')).toEqual(methods);
  });
});
