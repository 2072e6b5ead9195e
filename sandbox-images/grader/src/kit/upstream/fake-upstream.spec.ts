import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runInScope, Scope } from '../scope.js';
import { fakeUpstream } from './fake-upstream.js';

let scope: Scope;

beforeEach(() => {
  scope = new Scope('a test', '0123456789abcdef');
});

afterEach(() => scope.end());

const inTest = <T>(work: () => T): T => runInScope(scope, work);

describe('a fake upstream', () => {
  it('answers as it is told', async () => {
    const hook = await inTest(fakeUpstream);
    inTest(() => hook.respond(({ path }) => ({ json: { path } })));

    const answer = await fetch(`${hook.url}/hook`);

    expect(await answer.json()).toEqual({ path: '/hook' });
  });

  it('is another one each time', async () => {
    const [one, other] = [await inTest(fakeUpstream), await inTest(fakeUpstream)];

    expect(one.url).not.toBe(other.url);
  });

  it('listens on a port of 9000–9099 until its test is over', async () => {
    const { url } = await inTest(fakeUpstream);
    const port = Number(new URL(url).port);
    expect(port >= 9000 && port <= 9099).toBe(true);

    await scope.end();

    await expect(fetch(url)).rejects.toThrow();
  });
});
