import { random, step } from '@touchstone/kit';
import { A, encode, expectEncodeRefusal, message, NS, question, record, type Message } from './messages.ts';
import { expectMeaning } from './reading-back.ts';
import { name } from './wire.ts';

const HEADER = 12;
/** A record in front of the root that is this long as a whole, its data random. */
const block = (bytes: number) => record('.', 999, random.bytes(bytes - 11));

async function expectWritten(value: Message, expected: Message, maxBytes?: number): Promise<void> {
  const written = await encode(value, maxBytes);
  await step(`whether the ${written.length} bytes of encode are within ${maxBytes ?? 512}`, () =>
    expect(written.length).toBeLessThanOrEqual(maxBytes ?? 512),
  );
  await expectMeaning(written, expected);
}

describe('Size limit', () => {
  it('leaves out the first record that does not fit, and says so', async () => {
    const [a, b, c] = [
      block(random.integer(20, 40)),
      block(random.integer(20, 40)),
      block(random.integer(20, 40)),
    ];
    const size = HEADER + (31 + 11) * 2;
    const [first, second] = [block(42), block(42)];

    await expectWritten(message({ answers: [a, b, c] }), message({ answers: [a, b, c] }));
    for (const room of [0, random.integer(1, 25)]) {
      await expectWritten(
        message({ answers: [first, second, block(26)] }),
        message({ answers: [first, second], truncated: true }),
        size + room,
      );
    }
    await expectWritten(
      message({ authorities: [first, a] }),
      message({ authorities: [first], truncated: true }),
      HEADER + 42,
    );
    await expectWritten(message({ answers: [first] }), message({ truncated: true }), HEADER);
  });

  it('fills a message to its last byte', async () => {
    const first = block(random.integer(20, 200));
    const firstSize = 11 + (first.data as Uint8Array).length;
    const maxBytes = random.integer(300, 1400);
    const last = block(maxBytes - HEADER - firstSize);
    const longer = block(maxBytes - HEADER - firstSize + 1);

    await expectWritten(message({ answers: [first, last] }), message({ answers: [first, last] }), maxBytes);
    await expectWritten(
      message({ answers: [first, longer] }),
      message({ answers: [first], truncated: true }),
      maxBytes,
    );
  });

  it('takes 512 bytes when it is told no limit', async () => {
    const first = block(250);
    const fits = block(250);

    await expectWritten(message({ answers: [first, fits] }), message({ answers: [first, fits] }));
    await expectWritten(
      message({ answers: [first, block(251)] }),
      message({ answers: [first], truncated: true }),
    );
    await expectWritten(message({ answers: [block(5000), first] }), message({ truncated: true }));
  });

  it('writes nothing behind the first record that does not fit', async () => {
    const [small, other] = [block(15), block(16)];

    await expectWritten(
      message({ answers: [small, block(600), small] }),
      message({ answers: [small], truncated: true }),
    );
    await expectWritten(
      message({ answers: [small, block(600)], authorities: [other], additionals: [other] }),
      message({ answers: [small], truncated: true }),
    );
    await expectWritten(
      message({ answers: [small], authorities: [block(600)], additionals: [other] }),
      message({ answers: [small], truncated: true }),
    );
  });

  it('does not miss what was only additional', async () => {
    const [answer, extra] = [block(random.integer(20, 40)), block(random.integer(20, 40))];

    await expectWritten(
      message({ answers: [answer], additionals: [extra, block(600), extra] }),
      message({ answers: [answer], additionals: [extra] }),
    );
    await expectWritten(message({ additionals: [block(600)] }), message());
    await expectWritten(
      message({ answers: [answer], additionals: [block(600)], truncated: true }),
      message({ answers: [answer], truncated: true }),
    );
    await expectWritten(
      message({ answers: [answer], truncated: true }),
      message({ answers: [answer], truncated: true }),
    );
  });

  it('measures names as they are written', async () => {
    const [host, zone] = [random.word(), random.word()];
    const owner = `${host}.${zone}.`;
    const answers = Array.from({ length: 20 }, (_, index) => record(owner, A, `192.0.2.${index}`));
    const asked = HEADER + name(host, zone).length + 4;
    const fits = random.integer(5, 15);

    const all = message({ questions: [question(owner)], answers });
    await expectWritten(all, all, asked + 20 * 16);
    await expectWritten(
      all,
      message({ questions: [question(owner)], answers: answers.slice(0, fits), truncated: true }),
      asked + fits * 16 + random.integer(0, 15),
    );
    await expectWritten(
      message({ questions: [question(owner)], answers: [record(owner, NS, owner), ...answers] }),
      message({ questions: [question(owner)], answers: [record(owner, NS, owner)], truncated: true }),
      asked + 14,
    );
  });

  it('does not leave out questions', async () => {
    const asks = question(`${random.word()}.${random.word()}.`);
    const size = HEADER + asks.name.length + 1 + 4;

    await expectWritten(message({ questions: [asks] }), message({ questions: [asks] }), size);
    await expectEncodeRefusal(
      message({ questions: [asks] }),
      'message-too-large',
      `${size} bytes of header and question in ${size - 1}`,
      size - 1,
    );
    await expectEncodeRefusal(
      message({ questions: Array.from({ length: 128 }, () => question('.')) }),
      'message-too-large',
      '652 bytes of questions',
    );
  });
});
