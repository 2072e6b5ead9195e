import { dashboard } from './dashboard.ts';
import { edge } from './edge.ts';
import { verify, type Interaction } from './interaction.ts';
import { mailer } from './mailer.ts';
import { World } from './world.ts';

/** Each consumer has a list of interactions: what is given, what it asks, and what it needs to read in the answer. */
export async function runTests(baseUrl: string) {
  const world = new World(baseUrl);
  return {
    mailer: await verifyAll(mailer, world),
    edge: await verifyAll(edge, world),
    dashboard: await verifyAll(dashboard, world),
  };
}

async function verifyAll(interactions: Interaction<any>[], world: World) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const interaction of interactions) {
    try {
      await verify(interaction, world);
      passed.push(interaction.name);
    } catch (error) {
      failed.push({ name: interaction.name, message: String((error as Error).message) });
    }
  }
  return { passed, failed };
}
