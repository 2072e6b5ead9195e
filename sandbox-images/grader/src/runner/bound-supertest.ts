import { libraries } from '../kit/libraries.js';
import { noteSupertest, type SupertestRequest, type SupertestResponse } from './supertest-facts.js';

const MAX_BODY_BYTES = 1024 * 1024;
const TIMEOUT_MS = 3000;

type Settle = (this: unknown, error: Error | null, response: SupertestResponse | undefined) => void;
type Assert = (
  this: SupertestRequest,
  problem: Error | null,
  response: SupertestResponse | undefined,
  settle?: Settle,
) => void;

/**
 * SECURITY: H01, H02, H04 supertest reads up to 200 MB, unpacked, for as long as it takes, unless each request says otherwise.
 * Its requests look these two up on themselves, so the prototype is where a default goes. `assert` is where it holds
 * an answer against what the suite expects: what a failed test shows of it is taken from there.
 */
export function boundSupertest(): void {
  const prototype = libraries.supertest.Test.prototype as unknown as { assert: Assert };
  const { assert } = prototype;
  Object.assign(prototype, { _maxResponseSize: MAX_BODY_BYTES, _timeout: TIMEOUT_MS });
  prototype.assert = function (problem, response, settle) {
    assert.call(this, problem, response, (error, answer) => {
      noteSupertest(this, response, error);
      settle?.call(this, error, answer);
    });
  };
}
