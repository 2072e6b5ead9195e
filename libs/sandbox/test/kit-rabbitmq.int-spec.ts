import { beforeAll, describe, expect, it } from '@jest/globals';
import { ensureImages, type ImageNames, localImages } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness } from './pod-fixtures.js';

/** By id: whoever else builds on this engine moves the tags. */
let images: ImageNames;

beforeAll(async () => {
  await preparePodImages();
  const { grader, rabbitmq } = await ensureImages(docker, ['grader', 'rabbitmq']);
  const ids: Partial<Record<string, string>> = { grader, rabbitmq };
  images = (image) => ids[image] ?? localImages(image);
}, 600_000);

const SUITE = `
import { eventually, services, subject } from '@touchstone/kit';

const { rabbitmq } = services;

describe('rabbitmq', () => {
  it('publishes, counts what waits and what is unacknowledged, and takes it out again', async () => {
    await rabbitmq.declareExchange('orders', 'topic');
    await rabbitmq.declareQueue('paid', {
      arguments: { 'x-dead-letter-exchange': 'dead' },
      bindTo: [{ exchange: 'orders', routingKey: 'order.*' }],
    });
    await rabbitmq.publish('orders', 'order.paid', { id: 7 }, { messageId: 'm-1', headers: { try: 1 } });
    await rabbitmq.publish('', 'paid', 'plain');
    expect(await rabbitmq.queue('paid')).toEqual({
      name: 'paid', durable: true, autoDelete: false, exclusive: false, ready: 2, unacked: 0, consumers: 0,
      arguments: { 'x-dead-letter-exchange': 'dead', 'x-queue-type': 'classic' },
    });
    expect(await rabbitmq.bindings('paid')).toEqual([{ exchange: 'orders', routingKey: 'order.*', arguments: {} }]);
    const first = await rabbitmq.get('paid');
    expect(first).toMatchObject({
      json: { id: 7 }, exchange: 'orders', routingKey: 'order.paid', messageId: 'm-1', headers: { try: 1 },
      redelivered: false, persistent: true, contentType: 'application/json',
    });
    expect((await rabbitmq.drain('paid')).map(({ text }) => text)).toEqual(['plain']);
    expect(await rabbitmq.get('paid')).toBeNull();
    expect(await rabbitmq.queue('nowhere')).toBeNull();
  });
  it('sees what the program holds, and gives it back when its connection is cut', async () => {
    await rabbitmq.publishAll('', [1, 2, 3].map((n) => ({ routingKey: 'held', content: { n } })));
    await eventually(async () => expect(await rabbitmq.queue('held')).toMatchObject({ unacked: 2, ready: 1, consumers: 1 }));
    expect(await rabbitmq.cutConnections()).toBe(1);
    await eventually(async () => expect(await rabbitmq.queue('held')).toMatchObject({ unacked: 0, ready: 3, consumers: 0 }));
    expect((await rabbitmq.drain('held')).map(({ json, redelivered }) => [json.n, redelivered])).toEqual([[1, true], [2, true], [3, false]]);
  });
  it('taps an exchange', async () => {
    const tap = await rabbitmq.tap('orders', '#');
    await subject.post('/publish');
    expect(await rabbitmq.get(tap)).toMatchObject({ routingKey: 'from.program', text: 'hello' });
  });
  it('has taken the tap away', async () => {
    expect((await rabbitmq.queues()).map(({ name }) => name).sort()).toEqual(['held', 'paid']);
  });
  it('empties, and drops', async () => {
    await rabbitmq.publish('', 'paid', 'x');
    await rabbitmq.reset();
    expect(await rabbitmq.queue('paid')).toMatchObject({ ready: 0 });
    await rabbitmq.reset({ drop: true });
    expect(await rabbitmq.queues()).toEqual([]);
  });
  it('says what is missing: exchange', async () => {
    await rabbitmq.publish('nope', 'key', 'x');
  });
  it('says what is missing: queue to publish to', async () => {
    await rabbitmq.publish('', 'nope', 'x');
  });
  it('says what is missing: queue to read', async () => {
    await rabbitmq.get('nope');
  });
  it('says what is missing: binding', async () => {
    await rabbitmq.declareExchange('lonely', 'direct');
    await rabbitmq.publish('lonely', 'key', 'x');
  });
  it('is well after all of that', async () => {
    await rabbitmq.publish('lonely', 'key', 'x', { mandatory: false });
  });
  it('freezes and thaws', async () => {
    await rabbitmq.pause();
    const answer = rabbitmq.queues();
    await rabbitmq.resume();
    expect(await answer).toEqual([]);
  });
  it('stops, refuses, and starts again empty', async () => {
    await rabbitmq.declareQueue('kept');
    await rabbitmq.stop();
    await expect(rabbitmq.queues()).rejects.toThrow('could not serve the test');
    await rabbitmq.start();
    expect(await rabbitmq.queues()).toEqual([]);
  });
  it('gives the program its own virtual host alone', async () => {
    expect(await subject.get('/other', { timeoutMs: 10000 })).toHaveJson({ grader: false, guest: false, wrong: false });
  });
});
`;

const PROGRAM = `
import http from 'node:http';
import amqp from 'amqplib';
const url = process.env.RABBITMQ_URL;
const connection = await amqp.connect(url);
connection.on('error', () => undefined);
const channel = await connection.createChannel();
await channel.assertQueue('held', { durable: true });
await channel.prefetch(2);
await channel.consume('held', () => undefined);
const canEnter = (other) => amqp.connect(other).then((open) => open.close().then(() => true), () => false);
http.createServer(async (request, response) => {
  if (request.url === '/publish') {
    const mine = await amqp.connect(url);
    const confirmed = await mine.createConfirmChannel();
    confirmed.publish('orders', 'from.program', Buffer.from('hello'));
    await confirmed.waitForConfirms();
    await mine.close();
  }
  if (request.url === '/other') {
    return response.end(JSON.stringify({
      grader: await canEnter(url.replace(/app$/, 'grader')),
      guest: await canEnter('amqp://guest:guest@127.0.0.1:5672'),
      wrong: await canEnter(url.replace(/app:[^@]*/, 'grader:x')),
    }));
  }
  response.end('ok');
}).listen(process.env.PORT);
`;

const HOSTILE_SUITE = `
import { services, subject } from '@touchstone/kit';
const { rabbitmq } = services;
describe('rabbitmq', () => {
  it('is asked about queues while the program opens all it may', async () => {
    const opened = (await subject.post('/open', { timeoutMs: 15000 })).json;
    expect(opened.connections).toBe(32);
    expect(opened.channels).toBeLessThanOrEqual(32 * 64);
    expect(opened.queues).toBe(256);
    expect((await rabbitmq.queues()).length).toBe(256);
  });
  it('refuses to hand over more than the grader may take', async () => {
    await subject.post('/fill', { timeoutMs: 15000 });
    await rabbitmq.drain('filled');
  });
  it('is dialled again after that', async () => {
    expect((await rabbitmq.get('filled')).bytes.length).toBe(250000);
  });
  it('lives on when it is flooded, and may hold back the test too', async () => {
    await subject.post('/flood', { timeoutMs: 15000 });
    await rabbitmq.publish('', 'filled', 'one more').catch((error) => expect(error.message).toContain('did not answer the test in time'));
  });
  it('listens on nothing but AMQP', async () => {
    expect((await subject.get('/ports', { timeoutMs: 15000 })).json).toEqual([5672, 8080]);
  });
});
`;

const HOSTILE = `
import { readFileSync } from 'node:fs';
import http from 'node:http';
import amqp from 'amqplib';
const url = process.env.RABBITMQ_URL;
const open = async () => { const c = await amqp.connect(url, { timeout: 3000 }); c.on('error', () => undefined); return c; };
const quiet = (channel) => { channel.on('error', () => undefined); return channel; };
async function openAll() {
  const connections = [];
  let channels = 0;
  let queues = 0;
  for (let n = 0; n < 200; n += 1) {
    const one = await open().catch(() => null);
    if (one === null) break;
    connections.push(one);
  }
  const declaring = quiet(await connections[0].createChannel());
  for (; queues < 1000; queues += 1)
    if (!await declaring.assertQueue('q' + queues).catch(() => null)) break;
  for (const one of connections.slice(1)) {
    for (let n = 0; n < 200; n += 1) {
      const channel = await Promise.race([one.createChannel().catch(() => null), new Promise((end) => one.once('close', () => end(null)))]);
      if (channel === null) break;
      quiet(channel);
      channels += 1;
    }
  }
  const counts = { connections: connections.length, channels, queues };
  for (const one of connections) await one.close().catch(() => undefined);
  return counts;
}
async function fill() {
  const one = await open();
  const channel = quiet(await one.createConfirmChannel());
  await channel.deleteQueue('q0');
  await channel.assertQueue('filled');
  for (let n = 0; n < 45; n += 1) channel.sendToQueue('filled', Buffer.alloc(250000));
  await channel.waitForConfirms();
}
async function flood() {
  const one = await open();
  const channel = quiet(await one.createConfirmChannel());
  await channel.assertQueue('filled');
  const stop = Date.now() + 4000;
  while (Date.now() < stop) {
    if (!channel.sendToQueue('filled', Buffer.alloc(250000), { persistent: Date.now() % 2 === 0 }))
      await Promise.race([new Promise((go) => channel.once('drain', go)), new Promise((go) => setTimeout(go, stop - Date.now()))]);
  }
  one.connection.stream.destroy();
}
http.createServer(async (request, response) => {
  const works = { '/open': openAll, '/fill': fill, '/flood': flood };
  if (request.url === '/ports') {
    const lines = ['tcp', 'tcp6'].flatMap((name) => readFileSync('/proc/net/' + name, 'utf8').split('\\n').slice(1, -1));
    const ports = lines.map((line) => line.trim().split(/\\s+/)).filter((parts) => parts[3] === '0A').map((parts) => parseInt(parts[1].split(':')[1], 16));
    return response.end(JSON.stringify([...new Set(ports)].sort()));
  }
  const value = await works[request.url]?.().catch((error) => ({ error: String(error) }));
  response.end(JSON.stringify(value ?? {}));
}).listen(process.env.PORT);
`;

describe('the kit against a real RabbitMQ', () => {
  it('publishes, looks, drains, resets, freezes and stops it, and says what is missing', async () => {
    const plan = aPlan('', PROGRAM, {
      services: ['rabbitmq'],
      suite: [{ path: 'tests/hidden/rabbitmq.test.ts', content: SUITE }],
      limits: { testTimeoutMs: 30_000, wallTimeoutMs: 120_000 },
    });

    const { report, tests } = await witness(plan, aRunner(images));

    const failed = Object.entries(tests).filter(([, result]) => result !== 'passed');
    expect(failed).toEqual([
      ['rabbitmq › says what is missing: exchange', 'RabbitMQ has no exchange “nope”.'],
      ['rabbitmq › says what is missing: queue to publish to', 'RabbitMQ has no queue “nope”.'],
      ['rabbitmq › says what is missing: queue to read', 'RabbitMQ has no queue “nope”.'],
      [
        'rabbitmq › says what is missing: binding',
        'No queue is bound to take what is published to exchange “lonely” with the routing key “key”.',
      ],
    ]);
    expect(Object.keys(tests)).toHaveLength(13);
    expect(report).toMatchObject({ stop: 'done', exits: [] });
  }, 180_000);

  it('stays the grader’s to ask, whatever the program opens, fills or floods (G16, C14, G05)', async () => {
    const plan = aPlan('', HOSTILE, {
      services: ['rabbitmq'],
      suite: [{ path: 'tests/hidden/rabbitmq.test.ts', content: HOSTILE_SUITE }],
      limits: { testTimeoutMs: 30_000, wallTimeoutMs: 150_000 },
    });

    const { report, tests } = await witness(plan, aRunner(images));

    expect(Object.entries(tests).filter(([, result]) => result !== 'passed')).toEqual([
      [
        'rabbitmq › refuses to hand over more than the grader may take',
        'What RabbitMQ sent to a call of the test is larger than 8 MiB.',
      ],
    ]);
    expect(Object.keys(tests)).toHaveLength(5);
    expect(report).toMatchObject({ stop: 'done', exits: [] });
  }, 240_000);
});
