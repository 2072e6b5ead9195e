// What the suite runner puts into every test file, for editors and `tsc -p exercises`.
import type * as jest from '@jest/globals';
import type * as matchers from 'expect';

declare global {
  const describe: typeof jest.describe;
  const it: typeof jest.it;
  const test: typeof jest.test;
  const beforeAll: typeof jest.beforeAll;
  const beforeEach: typeof jest.beforeEach;
  const afterAll: typeof jest.afterAll;
  const afterEach: typeof jest.afterEach;
  const expect: typeof matchers.expect;
}
