import type { Service } from './compose.ts';
import type { Name } from './quay.ts';

/** A service that waits for this has what the other one waited for, too. */
const WAITS = ['service_healthy', 'service_completed_successfully'];

const WORDS: Readonly<Record<string, string>> = {
  service_started: 'has been started',
  service_healthy: 'is healthy',
  service_completed_successfully: 'has succeeded',
};

const ABSENT = 'does not wait for it';

/**
 * When `name` starts with regard to `on`: empty when that is right, else in words. A service that waits for another one has
 * also waited for what that waited for. What is not required is only hoped for.
 * @see https://docs.docker.com/reference/compose-file/services/#depends_on
 */
export function listLacks(
  services: Readonly<Record<Name, Service>>,
  name: Name,
  on: Name,
  condition: string,
): string[] {
  const seen = conditionsOf(services, name, on);
  if (seen.includes(condition)) return [];
  const words = seen.map((one) => WORDS[one] ?? one);
  return [`${on}: ${words.length === 0 ? ABSENT : `starts when it ${words.join(' and ')}`}`];
}

function conditionsOf(services: Readonly<Record<string, Service>>, name: string, on: string): string[] {
  const dependencies = (services[name]?.dependsOn ?? []).filter(({ required }) => required);
  return dependencies.flatMap((one) => {
    const own = one.on === on ? [one.condition] : [];
    return WAITS.includes(one.condition) ? [...own, ...conditionsOf(services, one.on, on)] : own;
  });
}
