import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '#contracts';
import { PINGS } from '../kit/services/services.js';

const DEADLINE_MS = 30_000;
const PAUSE_MS = 25;

/** @throws Error that names the service that did not answer in time */
export async function connectServices(names: readonly ServiceName[]): Promise<void> {
  await Promise.all(names.map(waitForService));
}

async function waitForService(name: ServiceName): Promise<void> {
  const giveUpAt = performance.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await PINGS[name]();
    } catch (error) {
      if (performance.now() > giveUpAt) {
        throw new Error(`${name} did not answer within ${DEADLINE_MS} ms: ${String(error)}`, {
          cause: error,
        });
      }
    }
    await delay(PAUSE_MS);
  }
}
