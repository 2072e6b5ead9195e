import './bookings.ts';
import './changes.ts';
import { runAll } from './registry.ts';
import { openRoom } from './service.ts';

/** The tests are read once, when this module is; only the service is another one each time. */
export function runTests(baseUrl: string) {
  return runAll(() => openRoom(baseUrl));
}
