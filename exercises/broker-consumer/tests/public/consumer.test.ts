import { eventually, random, services, subject } from '@touchstone/kit';

const { rabbitmq } = services;

async function send(...movements: { sku: string; [name: string]: unknown }[]) {
  await rabbitmq.publishAll(
    'movements',
    movements.map((content) => ({ routingKey: `movement.${content.sku}`, content })),
  );
}

async function expectStock(sku: string, quantity: number) {
  await eventually(
    async () => expect(await subject.get(`/stock/${sku}`)).toHaveJson({ sku, quantity }),
    4000,
  );
}

beforeEach(async () => {
  await eventually(async () => expect(await subject.get('/healthz')).toHaveStatus(200), 10_000);
});

describe('Stock', () => {
  it('has the queues', async () => {
    expect(await rabbitmq.queue('stock')).toMatchObject({ durable: true });
    expect(await rabbitmq.queue('stock.dead')).toMatchObject({ durable: true });
  });

  it('moves with the messages', async () => {
    const sku = `bolt-${random.integer(1, 9999)}`;

    await send(
      { id: random.uuid(), sku, kind: 'in', quantity: 40 },
      { id: random.uuid(), sku, kind: 'out', quantity: 15 },
    );

    await expectStock(sku, 25);
  });

  it('counts a message that comes twice once', async () => {
    const sku = `nut-${random.integer(1, 9999)}`;
    const movement = { id: random.uuid(), sku, kind: 'in', quantity: 40 };

    await send(movement, movement, { id: random.uuid(), sku, kind: 'in', quantity: 1 });

    await expectStock(sku, 41);
  });
});
