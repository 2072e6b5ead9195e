import type { ServiceName } from '#contracts';
import { PINGS } from '../kit/services/services.js';
import { waitUntilAnswers } from '../kit/services/wait-until-answers.js';

const DEADLINE_MS = 30_000;

/** @throws Error that names the service that did not answer in time */
export async function connectServices(names: readonly ServiceName[]): Promise<void> {
  await Promise.all(names.map((name) => waitUntilAnswers(name, PINGS[name], DEADLINE_MS)));
}
