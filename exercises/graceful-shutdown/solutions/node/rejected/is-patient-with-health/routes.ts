import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { collect, type Event } from './ledger.ts';
import { getTariffs, isWell, rate } from './rating.ts';

type Answer = readonly [status: number, body: object, event?: Event];

interface Circumstances {
  readonly isStopping: boolean;
}

export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  circumstances: Circumstances,
): Promise<void> {
  const [status, body, event] = await route(request, circumstances).catch((error: unknown): Answer => {
    console.error(error);
    return [500, { error: 'something went wrong' }];
  });
  // Cut off, or gone: nobody was answered, so there is no event.
  if (response.destroyed) return;
  if (event) collect(event);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function route(request: IncomingMessage, { isStopping }: Circumstances): Promise<Answer> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /livez':
      return [200, { status: 'alive' }];
    case 'GET /readyz':
      return (await isReady(isStopping)) ? [200, { status: 'ready' }] : [503, { error: 'not ready' }];
    case 'POST /quotes':
      return quote(request);
    default:
      return [404, { error: 'there is nothing here' }];
  }
}

const isReady = async (isStopping: boolean): Promise<boolean> =>
  !isStopping && getTariffs() !== null && (await isWell());

async function quote(request: IncomingMessage): Promise<Answer> {
  const order = (await json(request).catch(() => null)) as { customer?: unknown; product?: unknown } | null;
  const tariffs = getTariffs();
  if (tariffs === null) return [503, { error: 'there are no tariffs yet' }];
  const { customer, product } = order ?? {};
  if (typeof customer !== 'string' || typeof product !== 'string')
    return [400, { error: 'a customer and a product are needed' }];
  const price = tariffs.get(product);
  if (price === undefined) return [400, { error: 'there is no such product' }];
  try {
    const premium = price * (await rate(customer, product));
    const made = { id: randomUUID(), customer, product, premium };
    return [200, made, made];
  } catch {
    return [502, { error: 'the rating service did not answer' }];
  }
}
