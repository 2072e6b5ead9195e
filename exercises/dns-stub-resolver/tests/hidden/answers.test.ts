import { random, step, subject } from '@touchstone/kit';
import { aName, anAddress, expectApology, expectFound, leaveNetwork, Network, resolve } from './network.ts';
import { a, aaaa, cname, mx, NXDOMAIN, soa, txt, TYPES, type Reply, type TypeName } from './wire.ts';

afterEach(leaveNetwork);

/** Every letter by itself in upper or lower case, and not all as they were. */
const inAnyCase = (name: string): string =>
  [...name].map((letter, at) => (at % 2 ? letter : letter.toUpperCase())).join('');

describe('Answers', () => {
  it('come for every type, each under its own', async () => {
    const network = await Network.join(1);
    const name = aName();
    const [addresses, text, exchange] = [[anAddress(), anAddress()], random.sentence(), aName()];
    const group = () => random.integer(1, 0xffff).toString(16);
    const address6 = `2001:db8:0:0:0:${group()}:0:${group()}`;
    const known: Record<string, Reply> = {
      A: { answers: addresses.map((address) => a(name, address)) },
      AAAA: { answers: [aaaa(name, address6)] },
      MX: { answers: [mx(name, 10, exchange)] },
      TXT: { answers: [txt(name, text)] },
    };
    network.respond(
      ({ type }) => Object.entries(known).find(([key]) => TYPES[key as TypeName] === type)?.[1] ?? {},
    );

    const data = { A: addresses, AAAA: [address6], MX: [{ preference: 10, exchange }], TXT: [text] };
    for (const [type, expected] of random.shuffle(Object.entries(data))) {
      const answer = await resolve(name, type);
      await step(`the ${type} records of ${name}`, () => {
        expect(answer).toHaveStatus(200);
        expect(answer).toHaveHeader('content-type', /^application\/json/);
        expect(answer).toHaveJson({
          name,
          type,
          canonicalName: name,
          ttl: expect.any(Number),
          data: expected,
        });
      });
    }
    await step('flags of a query: recursion is desired, nothing else', () =>
      expect(network.questions.map(({ flags }) => flags)).toEqual([0x0100, 0x0100, 0x0100, 0x0100]),
    );
  });

  it('are the same in upper and lower case, and with a dot at the end', async () => {
    const network = await Network.join(1);
    const [name, address] = [aName(), anAddress()];
    network.respond(({ type }) => ({
      questions: [{ name: inAnyCase(name), type }],
      answers: [a(name.toUpperCase(), address)],
    }));

    for (const spelling of [name, `${name}.`, name.toUpperCase(), `${inAnyCase(name)}.`]) {
      const answer = await resolve(spelling);
      await expectFound(`${spelling}, from a server that repeats it as ${inAnyCase(name)}`, answer, [
        address,
      ]);
      await step('its name', () => expect(answer).toHaveJson({ name, canonicalName: name }));
    }
    await step(`how often the server was asked for ${name}, spelt in four ways`, () =>
      expect(network.questions.length).toBe(1),
    );
  });

  it('tell a name that does not exist from one that has no such record', async () => {
    const network = await Network.join(1);
    const [missing, poor, dangling] = [aName(), aName(), aName()];
    network.respond(({ name }) => ({
      rcode: name === poor ? 0 : NXDOMAIN,
      answers: name === dangling ? [cname(dangling, missing)] : [],
      authorities: [soa('example', { ttl: 600, minimum: 600 })],
    }));

    await expectApology(`${missing}, which does not exist`, await resolve(missing), 404);
    await expectFound(`${poor}, which exists and has no AAAA record`, await resolve(poor, 'AAAA'), []);
    await expectApology(`${dangling}, an alias of a name that does not exist`, await resolve(dangling), 404);
  });

  it('follow aliases through a message in any order, and ask on where it ends', async () => {
    const network = await Network.join(1);
    const [name, second, third, address] = [aName(), aName(), aName(), anAddress()];
    const [start, target, targetAddress] = [aName(), aName(), anAddress()];
    network.respond((question) => {
      if (question.name === target) return { answers: [a(target, targetAddress)] };
      if (question.name === start) return { answers: [cname(start, target)] };
      if (question.type === TYPES.CNAME) return { answers: [cname(name, second)] };
      const others = [a(aName(), anAddress()), cname(aName(), aName())];
      return { answers: [a(third, address), ...others, cname(second, third), cname(name, second)] };
    });

    const whole = await resolve(name);
    await expectFound('an alias of an alias, in a message whose records are in reverse order', whole, [
      address,
    ]);
    await step('its canonical name', () => expect(whole).toHaveJson({ name, canonicalName: third }));
    await expectFound('the alias itself, asked for with type CNAME', await resolve(name, 'CNAME'), [second]);

    const rest = await resolve(start);
    await expectFound('an alias in a message that ends with it', rest, [targetAddress]);
    await step('its canonical name', () => expect(rest).toHaveJson({ name: start, canonicalName: target }));
  });

  it('come to an end when aliases lead in a circle', async () => {
    const network = await Network.join(1);
    const names = Array.from({ length: 3 }, aName);
    const chain = Array.from({ length: 9 }, aName);
    const address = anAddress();
    const next = (list: string[], name: string) => list[(list.indexOf(name) + 1) % list.length]!;
    let most: () => void = () => undefined;
    const tooMany = new Promise<null>((stop) => (most = () => stop(null)));
    network.respond(({ name }) => {
      if (name === chain.at(-1)) return { answers: [a(name, address)] };
      if (chain.includes(name)) return { answers: [cname(name, next(chain, name))] };
      if (network.questions.length < 30) return { answers: [cname(name, next(names, name))] };
      most();
      return null;
    });

    const answer = await Promise.race([resolve(names[0]!), tooMany]);
    await step('how often the server was asked when three aliases lead in a circle', () =>
      expect(network.questions.length).toBeLessThan(10),
    );
    await expectApology('three aliases that lead in a circle', answer!, 502);

    await expectFound('a chain of eight aliases', await resolve(chain[0]!), [address]);

    network.respond(() => ({ answers: [cname(names[1]!, names[2]!), cname(names[2]!, names[1]!)] }));
    await expectApology('two aliases that lead in a circle in one message', await resolve(names[1]!), 502);
  });

  it('are refused for names and types that are none, and nobody is asked', async () => {
    const network = await Network.join(1);
    network.respond(({ name }) => ({ answers: [a(name, '192.0.2.1')] }));
    const label = (length: number) => random.word(length);
    const longest = [label(63), label(63), label(63), label(61)].join('.');
    const wrong = [
      '',
      '.',
      `a..${label(5)}`,
      `.${label(5)}`,
      `${label(5)}..`,
      `a b.${label(5)}`,
      `bücher.${label(5)}`,
    ];

    for (const name of [...wrong, `a/b.${label(5)}`, `${label(64)}.example`, `a${longest}`, `${longest}.aa`])
      await expectApology(`the name "${name}"`, await resolve(name), 400);
    for (const type of ['', 'a', 'SOA', 'ANY', 'constructor'])
      await expectApology(`the type "${type}"`, await resolve(aName(), type), 400);
    for (const query of ['?type=A', `?name=${aName()}`])
      await expectApology(`GET /resolve${query}`, await subject.get(`/resolve${query}`), 400);
    await step('how often the server was asked', () => expect(network.questions.length).toBe(0));

    for (const name of [longest, `${longest}.`, `_service-1.${label(63)}`])
      await expectFound(`the name "${name}"`, await resolve(name), ['192.0.2.1']);
  });
});
