import { tests } from './tests.ts';

/** Runs every test on the service at `baseUrl`. A test that throws has failed. */
export async function runTests(baseUrl: string) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(baseUrl);
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { passed, failed };
}
