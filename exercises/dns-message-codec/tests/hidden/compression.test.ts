import { random, step } from '@touchstone/kit';
import { A, CNAME, encode, message, MX, NS, question, record, SOA, TXT, type Message } from './messages.ts';
import { expectMeaning, readBack } from './reading-back.ts';
import { labels, name } from './wire.ts';

/** What a question and a record are beside their names and data. */
const QUESTION = 4;
const RECORD = 10;
const POINTER = 2;

/** Expects the number of bytes (the header comes on top) and that they still mean the message. */
async function expectSize(
  value: Message,
  bytes: number,
  { maxBytes, meaning = value }: { maxBytes?: number; meaning?: Message } = {},
): Promise<void> {
  const written = await encode(value, maxBytes);
  await expectMeaning(written, meaning);
  await step('the number of bytes that encode returned', () => expect(written).toHaveLength(12 + bytes));
}

const asked = (...parts: string[]) => name(...parts).length + QUESTION;

describe('Compression', () => {
  it('writes a name a second time as a pointer', async () => {
    const [host, zone] = [random.word(), random.word()];
    const owner = `${host}.${zone}.`;

    await expectSize(
      message({
        questions: [question(owner)],
        answers: [record(owner, A, '1.2.3.4'), record(owner, A, '1.2.3.5')],
      }),
      asked(host, zone) + 2 * (POINTER + RECORD + 4),
    );
    await expectSize(
      message({
        questions: [question('.')],
        answers: [record('.', CNAME, '.')],
        additionals: [record('.', A, '1.2.3.4')],
      }),
      1 + QUESTION + 1 + RECORD + 1 + 1 + RECORD + 4,
    );
  });

  it('points to the longest rest that is there', async () => {
    const [a, b, c, d, zone] = [
      random.word(4),
      random.word(5),
      random.word(6),
      random.word(7),
      random.word(8),
    ];

    await expectSize(
      message({
        questions: [question(`${a}.${b}.${zone}.`)],
        answers: [
          record(`${c}.${zone}.`, A, '1.2.3.4'),
          record(`${d}.${b}.${zone}.`, A, '1.2.3.4'),
          record(`x.${d}.${b}.${zone}.`, A, '1.2.3.4'),
          record(`${zone}.`, A, '1.2.3.4'),
          record(`${b}.${c}.`, A, '1.2.3.4'),
          record(`y.${c}.`, A, '1.2.3.4'),
        ],
      }),
      asked(a, b, zone) +
        [labels(c), labels(d), labels('x'), []].reduce((sum, part) => sum + part.length + POINTER, 0) +
        name(b, c).length +
        labels('y').length +
        POINTER +
        6 * (RECORD + 4),
    );
  });

  it('compresses names in data and takes them as targets', async () => {
    const [host, mail, admin, zone] = [random.word(4), random.word(5), random.word(6), random.word(7)];
    const numbers = { serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };

    await expectSize(
      message({
        answers: [
          record(`${zone}.`, MX, { preference: 10, exchange: `${mail}.${zone}.` }),
          record(`${zone}.`, NS, `${host}.${zone}.`),
          record(`${mail}.${zone}.`, CNAME, `${host}.${zone}.`),
        ],
        authorities: [
          record(`${zone}.`, SOA, { mname: `${host}.${zone}.`, rname: `${admin}.${zone}.`, ...numbers }),
        ],
        additionals: [record(`${admin}.${zone}.`, A, '1.2.3.4')],
      }),
      name(zone).length +
        (RECORD + 2 + labels(mail).length + POINTER) +
        (POINTER + RECORD + labels(host).length + POINTER) +
        (POINTER + RECORD + POINTER) +
        (POINTER + RECORD + POINTER + labels(admin).length + POINTER + 20) +
        (POINTER + RECORD + 4),
    );
  });

  it('leaves the bytes of other types alone', async () => {
    const [host, zone] = [random.word(), random.word()];
    const bytes = Uint8Array.from(name(host, zone));

    await expectSize(
      message({
        questions: [question(`${zone}.`)],
        answers: [
          record('.', 33, bytes),
          record(`${host}.${zone}.`, 99, bytes),
          record('.', TXT, [bytes]),
          record(`${host}.${zone}.`, 99, bytes),
        ],
      }),
      asked(zone) +
        (1 + RECORD + bytes.length) +
        (labels(host).length + POINTER + RECORD + bytes.length) +
        (1 + RECORD + 1 + bytes.length) +
        (POINTER + RECORD + bytes.length),
    );
  });

  it('finds names in another case, and writes letters as they are', async () => {
    const [host, zone] = [random.word(), random.word()];
    const asks = `${host.toUpperCase()}.${zone}.`;
    const value = message({
      questions: [question(asks)],
      answers: [record(`${host}.${zone.toUpperCase()}.`, NS, `Ns.${zone.toUpperCase()}.`)],
    });

    await expectSize(value, asked(host, zone) + POINTER + RECORD + labels('Ns').length + POINTER);
    const read = await readBack(await encode(value));
    await step('the name of the question', () => expect(read.questions[0]?.name).toBe(asks));
    await step('the name in the data of the answer', () => expect(read.answers[0]?.data).toBe(`Ns.${zone}.`));
  });

  it('knows no case beyond A to Z', async () => {
    const zone = random.word();

    for (const [upper, lower] of [
      ['\\201', '\\233'],
      ['[', '{'],
      ['@', '`'],
      ['\\000', '\\032'],
    ] as const) {
      await expectSize(
        message({ questions: [question(`${upper}.${zone}.`), question(`${lower}.${zone}.`)] }),
        asked('x', zone) + labels('x').length + POINTER + QUESTION,
      );
    }
  });

  it('tells a dot in a label from a dot between labels', async () => {
    const [a, b, zone] = [random.word(), random.word(), random.word()];

    await expectSize(
      message({
        questions: [
          question(`${a}\\.${b}.${zone}.`),
          question(`${a}.${b}.${zone}.`),
          question(`${b}.${zone}.`),
        ],
      }),
      asked(`${a}.${b}`, zone) + labels(a, b).length + POINTER + QUESTION + POINTER + QUESTION,
    );
    await expectSize(
      message({ questions: [question(`${a}.${b}.`), question(`x.${a}\\.${b}.`)] }),
      asked(a, b) + asked('x', `${a}.${b}`),
    );
    await expectSize(
      message({ questions: [question(`\\097${a}.`), question(`a${a}.`)] }),
      asked(`a${a}`) + POINTER + QUESTION,
      { meaning: message({ questions: [question(`a${a}.`), question(`a${a}.`)] }) },
    );
  });

  it('points to nothing beyond offset 16383', async () => {
    const [near, far, zone] = [random.word(4), random.word(5), random.word(6)];
    const first = 12 + asked(zone);
    /** The owner of the second record begins exactly there. */
    const fill = (offset: number) => record('.', 99, new Uint8Array(offset - first - 1 - RECORD));
    const make = (offset: number) =>
      message({
        questions: [question(`${zone}.`)],
        answers: [
          fill(offset),
          record(`${near}.${zone}.`, A, '1.2.3.4'),
          record(`${near}.${zone}.`, A, '1.2.3.4'),
          record(`${far}.`, A, '1.2.3.4'),
          record(`${far}.`, A, '1.2.3.4'),
        ],
      });
    const size = (offset: number, again: number) =>
      offset - 12 + labels(near).length + POINTER + again + 2 * name(far).length + 4 * (RECORD + 4);

    await expectSize(make(16_383), size(16_383, POINTER), { maxBytes: 65_535 });
    await expectSize(make(16_384), size(16_384, labels(near).length + POINTER), { maxBytes: 65_535 });
  });
});
