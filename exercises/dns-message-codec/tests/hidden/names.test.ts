import { random } from '@touchstone/kit';
import {
  A,
  CNAME,
  MX,
  NS,
  SOA,
  expectDecoded,
  expectRefusal,
  message,
  question,
  record,
} from './messages.ts';
import { labels, name, pointer, questionBytes, recordBytes, u16, u32, wire } from './wire.ts';

const ROOT = [0];
/** Where the first question or record begins. */
const FIRST = 12;
const asks = (nameBytes: number[]) => wire({ questions: [questionBytes(nameBytes)] });
const long = (length: number) => random.word(8).padEnd(length, 'x');

describe('Names and pointers', () => {
  it('escapes what a label may hold beside letters and digits', async () => {
    const word = random.word();

    await expectDecoded(asks(name(`${word}.b`, 'c')), message({ questions: [question(`${word}\\.b.c.`)] }));
    await expectDecoded(asks(name('.', '\\', '..')), message({ questions: [question('\\..\\\\.\\.\\..')] }));
    await expectDecoded(
      asks(name(`a b${word}`, '\0\x07\x7f\xe9\xff')),
      message({ questions: [question(`a\\032b${word}.\\000\\007\\127\\233\\255.`)] }),
    );
    await expectDecoded(
      asks(name('_a-b', '*', '"@$();!~')),
      message({ questions: [question('_a-b.*."@$();!~.')] }),
    );
  });

  it('keeps the case of letters', async () => {
    const word = random.word();

    await expectDecoded(
      wire({
        questions: [questionBytes(name(word.toUpperCase(), 'Example'))],
        answers: [recordBytes([...labels('aBc'), ...pointer(FIRST)], A, [1, 2, 3, 4])],
      }),
      message({
        questions: [question(`${word.toUpperCase()}.Example.`)],
        answers: [record(`aBc.${word.toUpperCase()}.Example.`, A, '1.2.3.4')],
      }),
    );
  });

  it('follows pointers and goes on behind them', async () => {
    const [host, zone, www] = [random.word(), random.word(), random.word()];
    const address = [...random.bytes(4)];

    await expectDecoded(
      wire({
        questions: [questionBytes(name(host, zone)), questionBytes(pointer(FIRST), 28)],
        answers: [
          recordBytes(pointer(FIRST), A, address),
          recordBytes([...labels(www), ...pointer(FIRST + 1 + host.length)], A, address),
          recordBytes(pointer(FIRST + 2 + host.length + zone.length), A, address),
        ],
      }),
      message({
        questions: [question(`${host}.${zone}.`), question(`${host}.${zone}.`, 28)],
        answers: [
          record(`${host}.${zone}.`, A, address.join('.')),
          record(`${www}.${zone}.`, A, address.join('.')),
          record('.', A, address.join('.')),
        ],
      }),
    );
  });

  it('follows pointers in data, and pointers that lead to pointers', async () => {
    const [host, zone, mail] = [random.word(), random.word(), random.word()];
    const toZone = pointer(FIRST + 1 + host.length);
    /** Behind the question, and within its record behind a pointer, the fixed part and the preference. */
    const mailAt = FIRST + questionBytes(name(host, zone)).length + 2 + 10 + 2;
    const numbers = [1, 2, 3, 4, 5];

    await expectDecoded(
      wire({
        questions: [questionBytes([...labels(host, zone), 0])],
        answers: [
          recordBytes(pointer(FIRST), MX, [...u16(9), ...labels(mail), ...toZone]),
          recordBytes(pointer(mailAt), CNAME, pointer(mailAt)),
          recordBytes(pointer(mailAt + 1 + mail.length), NS, toZone),
        ],
        authorities: [
          recordBytes(toZone, SOA, [...pointer(FIRST), ...labels('x'), ...toZone, ...numbers.flatMap(u32)]),
        ],
      }),
      message({
        questions: [question(`${host}.${zone}.`)],
        answers: [
          record(`${host}.${zone}.`, MX, { preference: 9, exchange: `${mail}.${zone}.` }),
          record(`${mail}.${zone}.`, CNAME, `${mail}.${zone}.`),
          record(`${zone}.`, NS, `${zone}.`),
        ],
        authorities: [
          record(`${zone}.`, SOA, {
            mname: `${host}.${zone}.`,
            rname: `x.${zone}.`,
            serial: 1,
            refresh: 2,
            retry: 3,
            expire: 4,
            minimum: 5,
          }),
        ],
      }),
    );
  });

  it('follows a chain of pointers of any length', async () => {
    const zone = random.word();
    const hops = random.integer(3000, 5000);
    const start = FIRST + 11;
    const data = name(zone);
    for (let hop = 0; hop < hops; hop += 1)
      data.push(...pointer(hop === 0 ? start : start + zone.length + 2 * hop));

    await expectDecoded(
      wire({
        answers: [
          recordBytes(ROOT, 999, data),
          recordBytes([...labels('a'), ...pointer(start + zone.length + 2 * hops)], A, [1, 2, 3, 4]),
        ],
      }),
      message({
        answers: [record('.', 999, Uint8Array.from(data)), record(`a.${zone}.`, A, '1.2.3.4')],
      }),
    );
  });

  it('refuses pointers that lead forward, to themselves or into the header', async () => {
    const zone = name(random.word());
    const header = random.integer(2, 11);

    await expectRefusal(asks(pointer(FIRST)), 'bad-pointer', 'a pointer to itself');
    await expectRefusal(asks(pointer(FIRST + 1)), 'bad-pointer', 'a pointer into itself');
    await expectRefusal(
      wire({ questions: [questionBytes(pointer(FIRST + 6)), questionBytes(zone)] }),
      'bad-pointer',
      'a pointer to the next question',
    );
    await expectRefusal(
      wire({ answers: [recordBytes(ROOT, CNAME, pointer(FIRST + 13)), recordBytes(zone, A, [1, 2, 3, 4])] }),
      'bad-pointer',
      'a pointer in data to the next record',
    );
    await expectRefusal(asks(pointer(0x3fff)), 'bad-pointer', 'a pointer beyond the message');
    await expectRefusal(
      asks([...labels('a'), ...pointer(header)]),
      'bad-pointer',
      `a pointer to offset ${header}`,
    );
  });

  it('refuses loops of labels and pointers', async () => {
    const word = random.word();

    await expectRefusal(
      asks([...labels('a'), ...pointer(FIRST)]),
      'bad-pointer',
      'a label, then a pointer to it',
    );
    await expectRefusal(
      asks([...labels(word, 'b'), ...pointer(FIRST + 1 + word.length)]),
      'bad-pointer',
      'a pointer to the label before it',
    );
    await expectRefusal(
      wire({
        answers: [recordBytes(ROOT, 999, labels('ab')), recordBytes(pointer(FIRST + 11), A, [1, 2, 3, 4])],
      }),
      'bad-pointer',
      'a pointer back to a label behind which it stands itself',
    );
    const bare = wire({ answers: [recordBytes(ROOT, CNAME, [...labels(word), ...pointer(FIRST + 11)])] });
    await expectRefusal(bare, 'bad-pointer', 'data that lead to themselves');
  });

  it('takes names of 255 bytes and not of one more', async () => {
    const [a, b, c] = [long(63), long(63), long(63)];
    const [fits, over] = [long(61), long(62)];

    await expectDecoded(
      asks(name(a, b, c, fits)),
      message({ questions: [question(`${a}.${b}.${c}.${fits}.`)] }),
    );
    await expectRefusal(asks(name(a, b, c, over)), 'name-too-long', 'a name of 256 bytes');
    await expectRefusal(
      asks(name(...Array.from({ length: 128 }, () => random.word(1)))),
      'name-too-long',
      'a name of 128 short labels',
    );
  });

  it('counts a name as long as it is without pointers', async () => {
    const [a, b, c] = [long(63), long(63), long(63)];
    const [fits, over] = [long(61), long(62)];
    const question3 = questionBytes(name(a, b, c));
    const withAnswer = (label: string) =>
      wire({
        questions: [question3],
        answers: [recordBytes([...labels(label), ...pointer(FIRST)], A, [1, 2, 3, 4])],
      });

    await expectDecoded(
      withAnswer(fits),
      message({
        questions: [question(`${a}.${b}.${c}.`)],
        answers: [record(`${fits}.${a}.${b}.${c}.`, A, '1.2.3.4')],
      }),
    );
    await expectRefusal(
      withAnswer(over),
      'name-too-long',
      'a name of 256 bytes, most of them behind a pointer',
    );
  });

  it('refuses labels of other kinds', async () => {
    for (const first of [0x40, 0x41, 0x7f, 0x80, 0xbf]) {
      const rest = Array<number>(200).fill(1);
      await expectRefusal(asks([first, ...rest, 0]), 'bad-label', 'a reserved kind of label');
      await expectRefusal(asks([...labels('a'), first, ...rest, 0]), 'bad-label', 'a reserved kind of label');
    }
  });
});
