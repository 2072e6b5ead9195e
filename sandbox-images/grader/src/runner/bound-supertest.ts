import { Test } from 'supertest';

const MAX_BODY_BYTES = 1024 * 1024;
const TIMEOUT_MS = 3000;

/**
 * SECURITY: H01, H02, H04 supertest reads up to 200 MB, unpacked, for as long as it takes, unless each request says otherwise.
 * Its requests look these two up on themselves, so the prototype is where a default goes.
 */
export function boundSupertest(): void {
  Object.assign(Test.prototype, { _maxResponseSize: MAX_BODY_BYTES, _timeout: TIMEOUT_MS });
}
