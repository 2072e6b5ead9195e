import { eventually, random, services, sleep, step, subject } from '@touchstone/kit';
import {
  aMovement,
  anArticle,
  appliedIds,
  cancelWhatWaits,
  cutConnection,
  expectStock,
  holdJournal,
  holdRow,
  killAndStartAgain,
  send,
  stockUp,
  storedQuantity,
  untilAcknowledged,
  untilDone,
  untilOneWaits,
  untilReadyAndIdle,
  untilSetAside,
} from './warehouse.ts';

const { postgres, rabbitmq } = services;

beforeEach(untilReadyAndIdle);

describe('Movements', () => {
  it('declare the exchange and both queues, durable and bound', async () => {
    const stock = await rabbitmq.queue('stock');
    const dead = await rabbitmq.queue('stock.dead');

    await step('the queue “stock”', () => expect(stock).toMatchObject({ durable: true, autoDelete: false }));
    await step('the queue “stock.dead”', () =>
      expect(dead).toMatchObject({ durable: true, autoDelete: false }),
    );
    await step('the bindings of “stock”', async () =>
      expect(await rabbitmq.bindings('stock')).toContainEqual({
        exchange: 'movements',
        routingKey: 'movement.#',
        arguments: {},
      }),
    );
    await step('declare “movements” again as a durable topic exchange', () =>
      rabbitmq.declareExchange('movements', 'topic'),
    );
  });

  it('raise and lower the stock of an article', async () => {
    const [first, second] = [random.integer(100, 900), random.integer(10, 90)];
    const sku = anArticle();

    await send(aMovement(sku, 'in', first));
    await expectStock(sku, first, `the stock after in ${first}`);
    await send(aMovement(sku, 'out', second));
    await expectStock(sku, first - second, `the stock after in ${first}, out ${second}`);

    expect(await subject.get(`/stock/${sku}`)).toHaveJson({ sku, quantity: first - second });
  });

  it('set the stock when somebody has counted', async () => {
    const counted = random.integer(0, 40);
    const sku = anArticle();

    await send(aMovement(sku, 'in', 1000));
    await expectStock(sku, 1000, 'the stock after in 1000');
    await send(aMovement(sku, 'count', counted));
    await expectStock(sku, counted, `the stock after in 1000, count ${counted}`);
  });

  it('take out the last piece, and count to nothing', async () => {
    const [emptied, counted] = [anArticle(), anArticle()];

    await send(aMovement(emptied, 'in', 7), aMovement(counted, 'count', 0));
    await expectStock(emptied, 7, 'the stock after in 7');
    await send(aMovement(emptied, 'out', 7));

    await expectStock(emptied, 0, 'the stock after in 7, out 7');
    await expectStock(counted, 0, 'the stock after count 0');
  });

  it('keep articles apart, and know nothing of others', async () => {
    const articles = Array.from({ length: 5 }, () => ({ sku: anArticle(), quantity: random.integer(1, 99) }));

    await send(...articles.map(({ sku, quantity }) => aMovement(sku, 'in', quantity)));

    for (const { sku, quantity } of articles) await expectStock(sku, quantity, `the stock of ${sku}`);
    expect(await subject.get(`/stock/${anArticle()}`)).toHaveStatus(404);
  });

  it('are written into both tables', async () => {
    const sku = anArticle();
    const movements = [aMovement(sku, 'in', 30), aMovement(sku, 'in', 12)];

    await send(...movements);
    await expectStock(sku, 42, 'the stock after in 30, in 12');

    await step('rows of “applied”', async () =>
      expect(await appliedIds(sku)).toEqual(movements.map(({ id }) => id).sort()),
    );
    await step('quantity in “stock”', async () => expect(await storedQuantity(sku)).toBe(42));
  });
});

describe('Once each', () => {
  it('counts a movement once whose copies come one behind the other', async () => {
    const sku = anArticle();
    const movement = aMovement(sku, 'in', 10);

    await send(movement, movement, movement, aMovement(sku, 'in', 1));
    await untilDone();

    await expectStock(sku, 11, 'the stock after in 10 (three copies of one scan) and in 1');
  });

  it('counts a movement once whose copy comes after others', async () => {
    const sku = anArticle();
    const [came, counted, left] = [
      aMovement(sku, 'in', 10),
      aMovement(sku, 'count', 50),
      aMovement(sku, 'out', 20),
    ];
    for (const [movement, quantity] of [
      [came, 10],
      [counted, 50],
      [left, 30],
    ] as const) {
      await send(movement);
      await expectStock(sku, quantity, `the stock after ${movement.kind} ${movement.quantity}`);
    }

    await send(came, left, counted, aMovement(sku, 'in', 1));
    await untilDone();

    await expectStock(sku, 31, 'the stock after in 10, count 50, out 20, a copy of each, and in 1');
  });

  it('remembers what it has counted when it is started again', async () => {
    const sku = anArticle();
    const movement = aMovement(sku, 'in', 10);
    await send(movement);
    await expectStock(sku, 10, 'the stock after in 10');

    await subject.kill();
    await subject.restart();
    await send(movement, aMovement(sku, 'in', 1));
    await untilDone(15_000);

    await expectStock(sku, 11, 'the stock after in 10, a restart, a copy of it, and in 1');
  });

  it('counts two movements that are alike but for their ids twice', async () => {
    const sku = anArticle();

    await send(aMovement(sku, 'in', 5), aMovement(sku, 'in', 5));

    await expectStock(sku, 10, 'the stock after in 5 and in 5, two scans');
  });

  it('puts no copy of a movement that counted among the dead letters', async () => {
    const sku = anArticle();
    const left = aMovement(sku, 'out', 8);
    await stockUp(sku, 10);

    await send(left, left);
    await untilDone();

    await expectStock(sku, 2, 'the stock after in 10 and out 8 (two copies of one scan)');
    await step('dead letters', async () => expect(textsOf(await rabbitmq.drain('stock.dead'))).toEqual([]));
  });
});

describe('In order', () => {
  it('applies a long run of movements of one article as they were sent', async () => {
    const sku = anArticle();
    const pairs = Array.from({ length: 40 }, () => random.integer(1, 1000));
    const movements = pairs.flatMap((n) => [aMovement(sku, 'in', n), aMovement(sku, 'out', n)]);

    // Paused, so that it finds all of them at once.
    await subject.pause();
    await send(...movements, aMovement(sku, 'in', 2000));
    await subject.resume();
    await untilDone(15_000);

    await step('dead letters: no “out” came before its “in”', async () =>
      expect(textsOf(await rabbitmq.drain('stock.dead'))).toEqual([]),
    );
    await expectStock(sku, 2000, 'the stock after 40 times in and out of the same quantity, and in 2000');
  });
});

describe('Crash', () => {
  it('loses no movement that was in hand when it was killed', async () => {
    const sku = anArticle();
    await stockUp(sku, 100);

    const held = await holdRow(sku);
    await send(aMovement(sku, 'out', 30));
    await untilOneWaits();
    await killAndStartAgain(held);
    await untilDone(15_000);

    await expectStock(sku, 70, 'the stock after in 100 and an out 30 that was interrupted by kill -9');
  });

  it('shows a movement in both tables or in none, and counts it once after a kill', async () => {
    const sku = anArticle();
    await stockUp(sku, 100);

    const held = await holdJournal();
    await send(aMovement(sku, 'in', 5));
    await untilOneWaits();
    const seen = await storedQuantity(sku);
    await killAndStartAgain(held);

    await step('quantity in “stock” while “applied” could not be written', () => expect(seen).toBe(100));
    await untilDone(15_000);
    await expectStock(sku, 105, 'the stock after in 100 and an in 5 that was interrupted by kill -9');
  });

  it('has counted everything once after two kills in the midst of many movements', async () => {
    const articles = Array.from({ length: 4 }, () => anArticle());
    const first = articles.map((sku) => aMovement(sku, 'in'));
    await send(...first);
    await untilDone();
    // More of them than quantities: some are alike but for their ids.
    const many = random.shuffle(
      articles.flatMap((sku) =>
        Array.from({ length: 24 }, () => aMovement(sku, 'in', random.integer(1, 20))),
      ),
    );

    for (const [from, to] of [
      [0, 48],
      [48, 96],
    ] as const) {
      const held = await holdRow(many[random.integer(from + 8, from + 16)]!.sku);
      await send(...many.slice(from, to));
      await untilOneWaits();
      await untilAcknowledged([...first, ...many.slice(0, to)]);
      await killAndStartAgain(held);
    }
    await untilDone(15_000);

    for (const sku of articles) {
      const own = [...first, ...many].filter((movement) => movement.sku === sku);
      const total = own.reduce((sum, { quantity }) => sum + quantity, 0);
      await expectStock(sku, total, 'the stock after 25 movements and two kills');
      await step('rows of “applied”', async () => expect(await appliedIds(sku)).toHaveLength(25));
    }
  });
});

describe('Dead letters', () => {
  const broken: readonly [string, (sku: string) => unknown][] = [
    ['half a message', (sku) => `{"id":"${random.uuid()}","sku":"${sku}","ki`],
    ['an empty message', () => ''],
    ['a list', () => '[]'],
    ['nothing at all', () => 'null'],
    ['no id', (sku) => ({ sku, kind: 'in', quantity: 1 })],
    ['an id that is no UUID', (sku) => ({ ...aMovement(sku, 'in', 1), id: '42' })],
    ['a kind that does not exist', (sku) => ({ ...aMovement(sku, 'in', 1), kind: 'move' })],
    ['a sku in capitals', (sku) => ({ ...aMovement(sku, 'in', 1), sku: sku.toUpperCase() })],
    ['half a piece', (sku) => ({ ...aMovement(sku, 'in', 1), quantity: 1.5 })],
    ['a quantity that is text', (sku) => ({ ...aMovement(sku, 'in', 1), quantity: '1' })],
    ['a quantity that is true', (sku) => ({ ...aMovement(sku, 'in', 1), quantity: true })],
    ['less than nothing', (sku) => aMovement(sku, 'in', -1)],
    ['nothing that goes out', (sku) => aMovement(sku, 'out', 0)],
    ['nothing that comes in', (sku) => aMovement(sku, 'in', 0)],
    ['more than a million', (sku) => aMovement(sku, 'count', 1_000_001)],
  ];

  it('sets aside what is broken, as it came, and goes on', async () => {
    const sku = anArticle();
    const cutOff = Buffer.from(`{"id":"${random.uuid()}","sku":"${sku}","place":"Tür`).subarray(0, -2);
    const bodies = [
      ...broken
        .map(([, make]) => make(sku))
        .map((body) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
      cutOff,
    ];

    await rabbitmq.publishAll(
      'movements',
      bodies.map((content) => ({ routingKey: `movement.${sku}`, content })),
    );
    await send(aMovement(sku, 'in', 4));
    await untilDone();
    await untilSetAside(bodies.length);

    await expectStock(sku, 4, `the stock after ${bodies.length} broken messages and in 4`);
    const dead = await rabbitmq.drain('stock.dead');
    await step(
      `dead letters after ${broken.map(([name]) => name).join(', ')}, a message that ends within a letter`,
      () => expect(textsOf(dead).sort()).toEqual(bodies.map(String).sort()),
    );
    await step('the last four bytes, in hex, of the dead letter that ends within a letter', () => {
      const bytes = dead.find(({ text }) => text === cutOff.toString())!.bytes;
      expect(Buffer.from(bytes).subarray(-4).toString('hex')).toBe(cutOff.subarray(-4).toString('hex'));
    });
  });

  it('sets aside what takes out more than there is, and changes nothing', async () => {
    const sku = anArticle();
    const tooMuch = aMovement(sku, 'out', 11);
    await stockUp(sku, 10);

    await send(tooMuch, aMovement(sku, 'out', 4));
    await untilDone();
    await untilSetAside(1);

    await expectStock(sku, 6, 'the stock after in 10, an impossible out 11, out 4');
    await step('dead letters', async () =>
      expect(textsOf(await rabbitmq.drain('stock.dead'))).toEqual([JSON.stringify(tooMuch)]),
    );
    await step('“applied” does not have it', async () =>
      expect(await appliedIds(sku)).not.toContain(tooMuch.id),
    );
  });

  it('counts a movement that was impossible at first when it comes again and is possible', async () => {
    const sku = anArticle();
    const left = aMovement(sku, 'out', 5);
    await send(left);
    await untilSetAside(1);
    await send(aMovement(sku, 'in', 9));
    await expectStock(sku, 9, 'the stock after an impossible out 5 and in 9');

    await send(left);

    await expectStock(sku, 4, 'the stock after an impossible out 5, in 9, and the same out 5 again');
  });

  it('knows no article that only an impossible movement mentioned', async () => {
    const sku = anArticle();

    await send(aMovement(sku, 'out', 1));
    await untilSetAside(1);

    expect(await subject.get(`/stock/${sku}`)).toHaveStatus(404);
  });
});

describe('Outages', () => {
  it('holds at most 50 messages while it waits, and leaves the rest in the queue', async () => {
    const sku = anArticle();
    await stockUp(sku, 1);

    const { release } = await holdRow(sku);
    await send(...Array.from({ length: 120 }, () => aMovement(sku, 'in', 1)));
    await untilOneWaits();
    // Time for all of them to come, should it take them.
    await eventually(async () => expect((await rabbitmq.queue('stock'))?.ready).toBe(0), 1500).catch(
      () => undefined,
    );
    const queue = await rabbitmq.queue('stock');
    await release();

    await step('of 120 messages: unacknowledged, at most 50', () =>
      expect(queue?.unacked).toBeLessThanOrEqual(50),
    );
    await step('of 120 messages: unacknowledged, those that wait', () =>
      expect(queue?.unacked).toBeGreaterThan(0),
    );
    await untilDone(15_000);
    await expectStock(sku, 121, 'the stock when the row was free again');
  });

  it('waits for a database that does not answer, and sets nothing aside', async () => {
    const sku = anArticle();
    await stockUp(sku, 10);

    await postgres.pause();
    await send(aMovement(sku, 'out', 3), aMovement(sku, 'in', 1));
    await step('movements in hand while the database does not answer', () =>
      eventually(async () => expect((await rabbitmq.queue('stock'))?.unacked).toBeGreaterThan(0), 3000),
    );
    await sleep(3500);
    await postgres.resume();
    await untilDone(12_000);

    await expectStock(sku, 8, 'the stock after in 10, a database away for 3.5 s, out 3, in 1');
    await step('dead letters', async () => expect(textsOf(await rabbitmq.drain('stock.dead'))).toEqual([]));
  });

  it('tries a movement again whose statement was cancelled, and sets nothing aside', async () => {
    const sku = anArticle();
    await stockUp(sku, 10);

    const { release } = await holdRow(sku);
    await send(aMovement(sku, 'out', 3), aMovement(sku, 'in', 1));
    await untilOneWaits();
    await cancelWhatWaits();
    await release();
    await untilDone();

    await expectStock(
      sku,
      8,
      'the stock after in 10, an out 3 whose statement an administrator cancelled, in 1',
    );
    await step('dead letters', async () => expect(textsOf(await rabbitmq.drain('stock.dead'))).toEqual([]));
  });

  it('comes back when its connection to the broker was cut', async () => {
    const sku = anArticle();
    await stockUp(sku, 10);

    await rabbitmq.cutConnections();
    await send(aMovement(sku, 'in', 5));

    await step('the queue “stock” after the connection was cut', () => untilDone(9000));
    await expectStock(sku, 15, 'the stock after in 10, a lost connection, in 5');
  });

  it('finishes what it had in hand when its connection was cut', async () => {
    const sku = anArticle();
    await stockUp(sku, 10);

    const { release } = await holdRow(sku);
    await send(aMovement(sku, 'in', 5));
    await untilOneWaits();
    await cutConnection();
    await release();
    await send(aMovement(sku, 'in', 1));

    await untilDone(9000);
    await expectStock(
      sku,
      16,
      'the stock after in 10, an in 5 in whose midst the connection was cut, and in 1',
    );
  });
});

function textsOf(messages: readonly { readonly text: string }[]): string[] {
  return messages.map(({ text }) => text);
}
