import { expect } from 'expect';

/** What stands in for `@jest/expect` in the bundle: circus looks up assertion counts with it. */
export const jestExpect = expect;
