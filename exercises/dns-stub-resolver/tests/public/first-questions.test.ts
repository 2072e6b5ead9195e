import { step } from '@touchstone/kit';
import {
  aForgedAddress,
  aName,
  anAddress,
  expectApology,
  expectFound,
  leaveNetwork,
  Network,
  resolve,
} from './network.ts';
import { a, NXDOMAIN, replyBytes } from './wire.ts';

afterEach(leaveNetwork);

describe('A client', () => {
  it('is told the address that the name server knows', async () => {
    const network = await Network.join(1);
    const [name, address] = [aName(), anAddress()];
    network.respond(() => ({ answers: [a(name, address, 60)] }));

    const answer = await resolve(name);

    await expectFound(name, answer, [address]);
    expect(answer).toHaveJson({ name, type: 'A', canonicalName: name, ttl: expect.any(Number) });
    await step('what the server was asked', () =>
      expect(network.questions.map((question) => [question.name, question.type, question.over])).toEqual([
        [name, 1, 'UDP'],
      ]),
    );
  });

  it('is told that a name does not exist', async () => {
    const network = await Network.join(1);
    network.respond(() => ({ rcode: NXDOMAIN }));

    await expectApology('a name that does not exist', await resolve(aName()), 404);
  });

  it('is told that a name is none', async () => {
    await Network.join(1);

    await expectApology('a name with an empty label', await resolve('www..example'), 400);
  });

  it('is told that the only server keeps silent', async () => {
    const network = await Network.join(1, { timeoutMs: 300, attempts: 2 });

    await expectApology('a server that keeps silent', await resolve(aName()), 504);
    await step('how often it was asked, with two attempts', () => expect(network.order).toEqual([1, 1]));
  });

  it('is not told what an answer with another id says', async () => {
    const network = await Network.join(1);
    const [name, address] = [aName(), anAddress()];
    network.respond(async (question) => {
      await question.send(
        replyBytes({ ...question, id: question.id ^ 1 }, { answers: [a(name, aForgedAddress())] }),
      );
      return { answers: [a(name, address)] };
    });

    await expectFound('the answer behind a forged one', await resolve(name), [address]);
  });
});
