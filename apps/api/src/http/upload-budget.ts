import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '#contracts';
import { requireCaller, type Authenticator } from './access.guard.js';

const MIB = 1024 * 1024;
/** Ten of the largest submissions. */
const BYTES_PER_USER = 15 * MIB;
const BYTES_IN_ALL = 256 * MIB;

/**
 * SECURITY: P13, P14: a large body is held in memory until it is complete, which a hostile client puts off as long as it
 * may. So it is known who sends it before any of it is read, and what is under way is bounded, for one and for all.
 * @param freeBytes what anybody may send: those bodies are bounded by the number of connections
 */
export function budgetUploads(
  fastify: FastifyInstance,
  authenticator: Authenticator,
  freeBytes: number,
): void {
  const budget = new UploadBudget();
  fastify.addHook('onRequest', async (request, reply) => {
    const bytes = expectedBytes(request);
    if (bytes <= freeBytes) return;
    const { id } = requireCaller(await authenticator.authenticate(request.headers.authorization));
    // Whoever has gone while we looked takes nothing, for they would not give it back.
    if (!reply.raw.destroyed) reply.raw.once('close', budget.take(id, bytes));
  });
}

/** What the body may come to on its route; one without a length may come to all that the route takes. */
function expectedBytes({ headers, routeOptions }: FastifyRequest): number {
  const limit = routeOptions.bodyLimit ?? 0;
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(Number(headers['content-length'] ?? 0), limit);
}

class UploadBudget {
  private readonly ofUser = new Map<string, number>();
  private inAll = 0;

  /** @throws Refusal `too-many-requests` */
  take(userId: string, bytes: number): () => void {
    const own = this.ofUser.get(userId) ?? 0;
    if (own + bytes > BYTES_PER_USER || this.inAll + bytes > BYTES_IN_ALL) {
      throw new Refusal(
        'too-many-requests',
        'Too much is being sent at once: wait a moment and send it again.',
        {
          retryAfterSeconds: 2,
        },
      );
    }
    this.add(userId, bytes);
    return () => this.add(userId, -bytes);
  }

  private add(userId: string, bytes: number): void {
    const own = (this.ofUser.get(userId) ?? 0) + bytes;
    if (own === 0) this.ofUser.delete(userId);
    else this.ofUser.set(userId, own);
    this.inAll += bytes;
  }
}
