import { eventually, random, services, step, subjects } from '@touchstone/kit';

const { rabbitmq } = services;
const [first, second] = subjects as [(typeof subjects)[number], (typeof subjects)[number]];

const anOrder = () => ({
  id: random.uuid(),
  warehouse: random.word(12),
  sku: 'bolt-m8',
  quantity: random.integer(1, 99),
});

/** Takes messages out of a queue until there are so many. */
async function take(queue: string, count: number) {
  const messages = await rabbitmq.drain(queue);
  await step('messages of the order', () =>
    eventually(async () => {
      messages.push(...(await rabbitmq.drain(queue)));
      expect(messages.map(({ routingKey }) => routingKey).length).toBeGreaterThanOrEqual(count);
    }, 5000),
  );
  return messages;
}

beforeEach(async () => {
  for (const instance of [first, second])
    await eventually(async () => expect(await instance.get('/healthz')).toHaveStatus(200), 10_000);
});

describe('An order', () => {
  it('is stored and told', async () => {
    const order = anOrder();
    const queue = await rabbitmq.tap('orders', `*.*.${order.warehouse}`);

    const answer = await first.post('/orders', { json: order });

    expect(answer).toHaveStatus(201);
    expect(answer).toHaveJson({ ...order, status: 'placed' });
    const [message] = await take(queue, 1);
    expect(message).toMatchObject({ routingKey: `order.placed.${order.warehouse}`, persistent: true });
    expect(message?.json).toEqual({
      event: message?.messageId,
      type: 'order.placed',
      order: { ...order, status: 'placed' },
    });
  });

  it('is cancelled at either instance, and told in order', async () => {
    const order = anOrder();
    const queue = await rabbitmq.tap('orders', `*.*.${order.warehouse}`);
    await first.post('/orders', { json: order });

    expect(await second.post(`/orders/${order.id}/cancel`)).toHaveStatus(200);
    expect(await first.post(`/orders/${order.id}/cancel`)).toHaveStatus(409);

    expect(await first.get(`/orders/${order.id}`)).toHaveJson({ status: 'cancelled' });
    expect((await take(queue, 2)).map(({ routingKey }) => routingKey)).toEqual([
      `order.placed.${order.warehouse}`,
      `order.cancelled.${order.warehouse}`,
    ]);
  });

  it('is told again to a queue that was full', async () => {
    const order = anOrder();
    const queue = `full-${order.warehouse}`;
    await rabbitmq.declareQueue(queue, {
      arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' },
      bindTo: [{ exchange: 'orders', routingKey: `*.*.${order.warehouse}` }],
    });
    await rabbitmq.publish('', queue, 'a box in the way');

    expect(await first.post('/orders', { json: order })).toHaveStatus(201);
    const [box, message] = await take(queue, 2);

    expect(box?.text).toBe('a box in the way');
    expect(message?.routingKey).toBe(`order.placed.${order.warehouse}`);
  });
});
