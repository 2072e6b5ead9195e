import { aClient, type Client } from './client.ts';
import { dashboard } from './dashboard.ts';
import { edge } from './edge.ts';
import { mailer } from './mailer.ts';

export type Clauses = Record<string, (client: Client) => Promise<void>>;

/** One test after the other: they share the clock of the release. A test that throws has failed, and the others go on. */
export async function runTests(baseUrl: string) {
  const client = aClient(baseUrl);
  return {
    mailer: await check(mailer, client),
    edge: await check(edge, client),
    dashboard: await check(dashboard, client),
  };
}

async function check(clauses: Clauses, client: Client) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const [name, test] of Object.entries(clauses)) {
    try {
      await test(client);
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { passed, failed };
}
