import { random, step } from '@touchstone/kit';
import {
  aForgedAddress,
  aName,
  anAddress,
  expectFound,
  leaveNetwork,
  Network,
  resolve,
  type Question,
} from './network.ts';
import { a, nameBytes, replyBytes, SERVFAIL, TYPES, type Reply } from './wire.ts';

afterEach(leaveNetwork);

/** Asks a server whose answer comes right behind forged ones. */
async function expectTruth(
  what: string,
  forge: (question: Question, forged: Reply) => Promise<void>,
): Promise<void> {
  const network = await Network.join(1);
  const [name, address] = [aName(), anAddress()];
  network.respond(async (question) => {
    await forge(question, { answers: [a(name, aForgedAddress())] });
    return { answers: [a(name, address)] };
  });

  await expectFound(`the answer right behind ${what}`, await resolve(name), [address]);
  await step('how often the server was asked', () => expect(network.questions.length).toBe(1));
}

describe('Forgeries', () => {
  it('with another id are passed over', async () => {
    await expectTruth('three with other ids', async (question, forged) => {
      for (const change of [1, 0x0100, 0x8000])
        await question.send(replyBytes(question, { ...forged, id: question.id ^ change }));
    });
  });

  it('to another question are passed over', async () => {
    await expectTruth(
      'answers to other questions: another name, another type, another class, none',
      async (question, forged) => {
        const { name, type } = question;
        const asked = { name, type };
        for (const questions of [
          [{ ...asked, name: aName() }],
          [{ ...asked, type: TYPES.AAAA }],
          [{ ...asked, class: 3 }],
          [],
        ])
          await question.send(replyBytes(question, { ...forged, questions }));
      },
    );
  });

  it('from another address are passed over', async () => {
    await expectTruth('two from another port', async (question, forged) => {
      await question.send(replyBytes(question, { rcode: SERVFAIL }), 'stranger');
      await question.send(replyBytes(question, forged), 'stranger');
    });
  });

  it('that are no answers at all are passed over', async () => {
    await expectTruth('bytes that are no answer', async (question, forged) => {
      await question.send(replyBytes(question, { ...forged, isResponse: false }));
      await question.send(replyBytes(question, forged).subarray(0, -3));
      await question.send(replyBytes(question, forged).subarray(0, 7));
      await question.send(
        Buffer.concat([replyBytes(question, { questions: [] }).subarray(0, 2), random.bytes(25)]),
      );
      // A name that is a pointer to itself, and one that leads to its own beginning.
      const header = Buffer.concat([
        replyBytes(question, { questions: [] }).subarray(0, 4),
        Buffer.of(0, 1, 0, 0, 0, 0, 0, 0),
      ]);
      const rest = Buffer.of(0, TYPES.A, 0, 1);
      await question.send(Buffer.concat([header, Buffer.of(0xc0, 12), rest]));
      const labels = nameBytes(question.name).subarray(0, -1);
      await question.send(Buffer.concat([header, labels, Buffer.of(0xc0, 12), rest]));
    });
  });

  it('cannot be prepared, because nobody can guess the next id and port', async () => {
    const network = await Network.join(1);
    network.respond(({ name }) => ({ answers: [a(name, '192.0.2.1')] }));

    for (let i = 0; i < 20; i += 1) {
      const name = aName();
      await expectFound(name, await resolve(name), ['192.0.2.1']);
    }

    const ids = network.questions.map(({ id }) => id);
    const isNear = (id: number, at: number) => at > 0 && Math.abs(id - ids[at - 1]!) < 16;
    await step(`ids close to the one before, among ${ids.join(', ')}`, () =>
      expect(ids.filter(isNear).length).toBeLessThan(5),
    );
    await step('ports from which 20 questions came', () =>
      expect(new Set(network.questions.map(({ port }) => port)).size).toBeGreaterThan(10),
    );
  });
});
