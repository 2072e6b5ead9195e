import { dashboard, edge, mailer, type Tests } from './tests.ts';

/** Runs the tests of every consumer on the release at `baseUrl`. A test that throws has failed. */
export async function runTests(baseUrl: string) {
  return {
    mailer: await runEach(mailer, baseUrl),
    edge: await runEach(edge, baseUrl),
    dashboard: await runEach(dashboard, baseUrl),
  };
}

async function runEach(tests: Tests, baseUrl: string) {
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
