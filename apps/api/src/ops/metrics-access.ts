import type { FastifyRequest } from 'fastify';
import { Refusal } from '#contracts';
import { mayReadMetrics } from '#observability';

/** @throws Refusal `unauthenticated` */
export function requireMetricsAccess(request: FastifyRequest, token: string | null): void {
  if (mayReadMetrics(request, token)) return;
  throw new Refusal(
    'unauthenticated',
    'Metrics are for the operator: send `Authorization: Bearer` with the value of TOUCHSTONE_METRICS_TOKEN.',
  );
}
