import { random, step } from '@touchstone/kit';
import { aName, anAddress, expectApology, expectFound, leaveNetwork, Network, resolve } from './network.ts';
import { a, NOTIMP, REFUSED, SERVFAIL, txt } from './wire.ts';

afterEach(leaveNetwork);

/** Longer than any test waits for an answer. */
const NEVER_MS = 15_000;

describe('Servers', () => {
  it('that keep silent are asked in turn, until one answers', async () => {
    const network = await Network.join(3, { timeoutMs: 300, attempts: 6 });
    await network.stopLast();
    const [name, address] = [aName(), anAddress()];
    network.respond(({ server }) =>
      server === 1 && network.questions.length > 1 ? { answers: [a(name, address)] } : null,
    );

    const answer = await resolve(name);

    await step(
      'who was asked first, when the first question is lost, server 2 is silent, and nobody listens at the port of server 3',
      () => expect(network.order.slice(0, 3)).toEqual([1, 2, 1]),
    );
    await expectFound('the answer of server 1 to its second question', answer, [address]);
  });

  it('that all keep silent are given up with 504, and asked anew by the next request', async () => {
    const network = await Network.join(2, { timeoutMs: 300, attempts: 2 });
    const [name, address] = [aName(), anAddress()];

    const apology = await resolve(name);
    await step('who was asked, with two attempts', () => expect(network.order).toEqual([1, 2, 1, 2]));
    await expectApology('two silent servers', apology, 504);

    network.respond(() => ({ answers: [a(name, address)] }));
    await expectFound('the same name, now that the servers are up', await resolve(name), [address]);
  });

  it('that cannot answer are passed over at once', async () => {
    const network = await Network.join(3, { timeoutMs: NEVER_MS });
    const [name, address] = [aName(), anAddress()];
    const failures = random.shuffle([SERVFAIL, REFUSED, NOTIMP]);
    network.respond(({ server }) =>
      server < 3 ? { rcode: failures[server]! } : { answers: [a(name, address)] },
    );

    const answer = await resolve(name);
    await step(`who was asked, when two servers answer with RCODE ${failures[1]} and ${failures[2]}`, () =>
      expect(network.order).toEqual([1, 2, 3]),
    );
    await expectFound('the answer of the third', answer, [address]);

    network.respond(({ server }) => ({ rcode: failures[server - 1]! }));
    await expectApology('three servers that cannot answer', await resolve(aName()), 502);
  });

  it('that cut an answer short are asked again over TCP, and read to the end', async () => {
    const network = await Network.join(2);
    const [name, other, address] = [aName(), aName(), anAddress()];
    const texts = Array.from({ length: 30 }, () => random.sentence());
    network.respond((question) => {
      const records = question.name === name ? texts.map((text) => txt(name, text)) : [a(other, address)];
      if (question.over === 'UDP' && (question.server === 1 || question.name === name))
        return { isTruncated: true, answers: records.slice(0, question.name === name ? 2 : 0) };
      return question.name === name
        ? { answers: records }
        : question.server === 1
          ? 'cut'
          : { answers: records };
    });

    const answer = await resolve(name, 'TXT');
    await step('what the server was asked over', () =>
      expect(network.questions.map(({ over }) => over)).toEqual(['UDP', 'TCP']),
    );
    await expectFound('30 texts, of which two fit into a datagram', answer, texts);

    const next = await resolve(other);
    await expectFound('the answer of the second server, when the first breaks the connection', next, [
      address,
    ]);
  });
});
