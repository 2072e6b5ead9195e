import { aClient, type Client } from './client.ts';
import { bookingTests } from './booking-tests.ts';
import { changeTests } from './change-tests.ts';

type Test = (client: Client) => Promise<void>;
export type Tests = Record<string, Test>;

const tests: Tests = { ...bookingTests, ...changeTests };

/** Runs all tests at once: none meets the bookings of another. A test that throws has failed, and the others go on. */
export async function runTests(baseUrl: string) {
  const client = aClient(baseUrl);
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  async function run([name, test]: [string, Test]): Promise<void> {
    try {
      await test(client);
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  await Promise.all(Object.entries(tests).map(run));
  return { passed, failed };
}
