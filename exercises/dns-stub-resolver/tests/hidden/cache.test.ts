import { eventually, load, sleep, step } from '@touchstone/kit';
import {
  aName,
  anAddress,
  expectApology,
  expectFound,
  leaveNetwork,
  Network,
  resolve,
  ttlOf,
} from './network.ts';
import { a, aaaa, cname, NXDOMAIN, replyBytes, soa, TYPES, type Reply } from './wire.ts';

afterEach(leaveNetwork);

/** More than the TTL of one second. */
const SECOND_IS_OVER_MS = 1300;
/** In which a program has asked whom it wants to ask. */
const LOOK_UP_MS = 3000;

describe('Cache', () => {
  it('keeps an answer as long as its shortest TTL, and no longer', async () => {
    const network = await Network.join(1);
    const [long, never, alias, target] = [aName(), aName(), aName(), aName()];
    const addresses = new Map([long, never, alias].map((name) => [name, anAddress()]));
    network.respond(({ name }) => {
      const address = addresses.get(name)!;
      if (name === alias) return { answers: [cname(alias, target, 1), a(target, address, 900)] };
      return {
        answers: [a(name, address, name === never ? 0 : 600), a(name, address, name === never ? 600 : 900)],
      };
    });
    const ask = async (name: string) => {
      const answer = await resolve(name);
      const address = addresses.get(name)!;
      await expectFound(name, answer, name === alias ? [address] : [address, address]);
      return ttlOf(answer) as number;
    };
    const expectAsked = (name: string, what: string, times: number) =>
      step(`how often the server was asked for ${what}`, () => expect(network.count(name)).toBe(times));

    for (let i = 0; i < 2; i += 1) {
      const ttl = await ask(long);
      await step('the ttl of records with 600 and 900 seconds', () => expect(ttl).toBeLessThanOrEqual(600));
      await step('the ttl of records with 600 and 900 seconds', () => expect(ttl).toBeGreaterThan(500));
    }
    await expectAsked(long, 'records with 600 and 900 seconds, twice', 1);
    for (let i = 0; i < 2; i += 1) await ask(never);
    await expectAsked(never, 'records with 0 and 600 seconds, twice', 2);
    const ttl = await ask(alias);
    await step('the ttl of an alias of 1 second for a record of 900', () =>
      expect(ttl).toBeLessThanOrEqual(1),
    );

    await sleep(SECOND_IS_OVER_MS);
    const before = network.count(alias);
    await ask(alias);
    await expectAsked(alias, 'an alias of 1 second once more, after that second', before + 1);
    const left = await ask(long);
    await step('the ttl of records with 600 seconds, more than a second later', () =>
      expect(left).toBeLessThanOrEqual(599),
    );
    await expectAsked(long, 'records with 600 and 900 seconds, three times', 1);

    await leaveNetwork();
    const other = await Network.join(1);
    const address = anAddress();
    other.respond(() => ({ answers: [a(long, address)] }));
    await expectFound(`${long}, in another network`, await resolve(long), [address]);
  });

  it('keeps what is not there as long as the SOA says', async () => {
    const network = await Network.join(1);
    const [byMinimum, byTtl, short, without] = [aName(), aName(), aName(), aName()];
    const address6 = '2001:db8:0:0:0:0:0:1';
    const replies = new Map<string, Reply>([
      [byMinimum, { rcode: NXDOMAIN, authorities: [soa('example', { ttl: 3600, minimum: 300 })] }],
      [byTtl, { authorities: [soa('example', { ttl: 300, minimum: 86_400 })] }],
      [short, { rcode: NXDOMAIN, authorities: [soa('example', { ttl: 3600, minimum: 1 })] }],
      [without, { rcode: NXDOMAIN }],
    ]);
    network.respond(({ name, type }) =>
      type === TYPES.AAAA ? { answers: [aaaa(name, address6)] } : replies.get(name)!,
    );
    const cases = [
      ['a name that does not exist, SOA of 3600 seconds with minimum 300', byMinimum, 1],
      ['a name without such records, SOA of 300 seconds with minimum 86400', byTtl, 1],
      ['a name that does not exist, without an SOA', without, 2],
    ] as const;

    await expectApology('a name that does not exist, SOA with minimum 1', await resolve(short), 404);
    for (const [what, name, times] of cases) {
      for (let i = 0; i < 2; i += 1) {
        const answer = await resolve(name);
        if (name === byTtl) await expectFound(what, answer, []);
        else await expectApology(what, answer, 404);
        if (name === without) continue;
        await step(`ttl of ${what}`, () => expect(ttlOf(answer)).toBeLessThanOrEqual(300));
        await step(`ttl of ${what}`, () => expect(ttlOf(answer)).toBeGreaterThan(200));
      }
      await step(`how often the server was asked for ${what}, twice`, () =>
        expect(network.count(name)).toBe(times),
      );
    }
    await expectFound('the AAAA records of a name that has no A records', await resolve(byTtl, 'AAAA'), [
      address6,
    ]);

    await sleep(SECOND_IS_OVER_MS);
    const before = network.count(short);
    await resolve(short);
    await step(
      'how often the server was asked for a name that does not exist, SOA with minimum 1, after that second',
      () => expect(network.count(short)).toBe(before + 1),
    );
  });

  it('keeps what is not there no longer than the alias that led to it', async () => {
    const network = await Network.join(1);
    const [dangling, missing, poor, bare] = [aName(), aName(), aName(), aName()];
    const authorities = [soa('example', { ttl: 300, minimum: 300 })];
    const replies = new Map<string, Reply>([
      [dangling, { rcode: NXDOMAIN, answers: [cname(dangling, missing, 60)], authorities }],
      [poor, { answers: [cname(poor, bare, 60)] }],
      [bare, { authorities }],
    ]);
    network.respond(({ name }) => replies.get(name)!);

    const cases = [
      [dangling, 'a name that does not exist'],
      [poor, 'a name without such records'],
    ] as const;
    for (const [name, target] of cases) {
      const what = `an alias of 60 seconds for ${target}, SOA of 300 seconds`;
      const answer = await resolve(name);
      if (name === dangling) await expectApology(what, answer, 404);
      else await expectFound(what, answer, []);
      await step(`ttl of ${what}`, () => expect(ttlOf(answer)).toBeLessThanOrEqual(60));
    }
  });

  it('belongs to one network, with its look-ups under way', async () => {
    const [name, before, now] = [aName(), '192.0.2.1', '192.0.2.2'];
    const old = await Network.join(1, { timeoutMs: 15_000 });
    try {
      const early = resolve(name).catch(() => null);
      await isSoon(() => old.count(name) > 0);
      const network = await Network.join(1);
      network.respond(() => ({ answers: [a(name, now)] }));

      const asking = resolve(name);
      asking.catch(() => undefined);
      // A look-up that belongs to the old network waits for its server.
      await isSoon(() => network.count(name) > 0, LOOK_UP_MS);
      if (network.count(name) > 0) await asking;
      for (const question of old.questions)
        await question.send(replyBytes(question, { answers: [a(name, before)] }));
      await early;

      const what = 'a name which was asked in another network before and is not answered there';
      await expectFound(what, await asking, [now]);
      await expectFound(
        `${what}, once more, after a server of the other network has answered`,
        await resolve(name),
        [now],
      );
    } finally {
      await old.close();
    }
  });

  it('is filled by one question when many ask at the same time', async () => {
    const network = await Network.join(1, { timeoutMs: 15_000 });
    const [name, address] = [aName(), anAddress()];
    let release: () => void = () => undefined;
    const isReleased = new Promise<void>((open) => (release = open));
    network.respond(async () => {
      await isReleased;
      return { answers: [a(name, address)] };
    });

    const asking = load(12, 12, (i) => resolve(i % 2 ? name : name.toUpperCase()));
    // All of them have come in when others that came later are answered.
    for (let i = 0; i < 3; i += 1) await expectApology('a name that is none', await resolve('a..b'), 400);
    await sleep(300);
    const asked = network.count(name);
    release();
    const { values } = await asking;

    await step('how many of 12 requests at once were answered', () => expect(values.length).toBe(12));
    for (const answer of values) await expectFound('an answer to one of them', answer, [address]);
    await step(`how often the server was asked for ${name}, before it answered`, () => expect(asked).toBe(1));
    await step(`how often the server was asked for ${name}`, () => expect(network.count(name)).toBe(1));
  });
});

/** Waits until something has happened, and goes on when it does not. */
const isSoon = (hasHappened: () => boolean, deadlineMs = 4000): Promise<void> =>
  eventually(() => expect(hasHappened()).toBe(true), deadlineMs).catch(() => undefined);
