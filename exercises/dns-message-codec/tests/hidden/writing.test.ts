import { random, step } from '@touchstone/kit';
import {
  A,
  AAAA,
  CNAME,
  encode,
  expectEncodeRefusal,
  message,
  MX,
  NS,
  question,
  record,
  show,
  SOA,
  toBytes,
  TXT,
  type Message,
} from './messages.ts';
import { FLAG_BITS, name, questionBytes, recordBytes, u16, u32, wire } from './wire.ts';

const ROOT = [0];
const long = (length: number) => random.word(8).padEnd(length, 'x');

/** Compares byte by byte: only for messages without two names that share an end. */
async function expectBytes(what: string, value: Message, bytes: number[]): Promise<void> {
  const written = await encode(value);
  await step(`the bytes of ${what}`, () => expect(show(written)).toBe(show(bytes)));
}

const expectRecord = (
  type: number,
  data: unknown,
  bytes: number[],
  parts: { class?: number; ttl?: number } = {},
) =>
  expectBytes(
    `a record of type ${type}`,
    message({ answers: [{ ...record('.', type, data), ...parts }] }),
    wire({ answers: [recordBytes(ROOT, type, bytes, parts)] }),
  );

describe('Writing messages', () => {
  it('puts the bits of the header together', async () => {
    const id = random.integer(0x8000, 0xffff);

    await expectBytes('a message with an id only', message({ id }), wire({ id }));
    for (const [flag, bit] of Object.entries(FLAG_BITS)) {
      await expectBytes(
        `a message with ${flag}`,
        message({ [flag]: true } as Partial<Message>),
        wire({ flags: bit }),
      );
    }
    for (const bit of [1, 2, 4, 8]) {
      await expectBytes(`opcode ${bit}`, message({ opcode: bit }), wire({ flags: bit << 11 }));
      await expectBytes(`rcode ${bit}`, message({ rcode: bit }), wire({ flags: bit }));
    }
    for (const bit of [1, 2, 4])
      await expectBytes(`z ${bit}`, message({ z: bit }), wire({ flags: bit << 4 }));
  });

  it('writes the sections with their counts', async () => {
    const [a, b, c] = [random.word(4), random.word(5), random.word(6)];
    const [ra, rb, rc] = [a, b, c].map((owner) =>
      record(`${owner}.`, A, '192.0.2.7', random.integer(0x8000_0000, 0xffff_ffff)),
    );
    const bytes = [ra, rb, rc].map((item, index) =>
      recordBytes(name([a, b, c][index]!), A, [192, 0, 2, 7], { ttl: item!.ttl }),
    );

    await expectBytes(
      'a message with all sections',
      message({
        questions: [question(`${a}${b}.`, 255), { name: '.', type: 65_535, class: 254 }],
        answers: [ra!],
        authorities: [rb!],
        additionals: [rc!],
      }),
      wire({
        questions: [questionBytes(name(`${a}${b}`), 255), questionBytes(ROOT, 65_535, 254)],
        answers: [bytes[0]!],
        authorities: [bytes[1]!],
        additionals: [bytes[2]!],
      }),
    );
  });

  it('writes the data of every type', async () => {
    const [host, other, noise] = [random.word(5), random.word(6), random.bytes(255)];
    const four = [...random.bytes(4)];
    const groups = Array.from({ length: 8 }, () => random.integer(0, 65_535));
    const [serial, refresh, retry, expire, minimum] = Array.from({ length: 5 }, () =>
      random.integer(0x8000_0000, 0xffff_ffff),
    ) as [number, number, number, number, number];

    await expectRecord(A, four.join('.'), four);
    await expectRecord(AAAA, groups.map((group) => group.toString(16)).join(':'), groups.flatMap(u16));
    await expectRecord(
      AAAA,
      '2001:0DB8:0:0:00:0:aF:1',
      [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xaf, 0, 1],
    );
    await expectRecord(NS, `${host}.${other}.`, name(host, other));
    await expectRecord(CNAME, '.', ROOT);
    await expectRecord(MX, { preference: 65_535, exchange: `${host}.` }, [255, 255, ...name(host)]);
    await expectRecord(
      SOA,
      { mname: `${host}.`, rname: `${other}.`, serial, refresh, retry, expire, minimum },
      [...name(host), ...name(other), ...[serial, refresh, retry, expire, minimum].flatMap(u32)],
    );
    await expectRecord(TXT, [noise, new Uint8Array(), toBytes('\xe9')], [255, ...noise, 0, 1, 0xe9]);
  });

  it('writes the data of other types and classes as they are', async () => {
    const bytes = random.bytes(random.integer(5, 40));

    await expectRecord(random.integer(256, 65_535), bytes, [...bytes]);
    await expectRecord(41, new Uint8Array(), [], { class: 1232, ttl: 0x0100_8000 });
    await expectRecord(A, bytes, [...bytes], { class: 3 });
    await expectRecord(AAAA, bytes, [...bytes], { class: 4 });
    await expectRecord(MX, { preference: 1, exchange: 'a.' }, [0, 1, 1, 97, 0], { class: 3 });
  });

  it('resolves the escapes of names', async () => {
    const word = random.word();
    const asks = (text: string, ...parts: string[]) =>
      expectBytes(
        `the name ${text}`,
        message({ questions: [question(text)] }),
        wire({ questions: [questionBytes(name(...parts))] }),
      );

    await asks(`${word}\\.b.C.`, `${word}.b`, 'C');
    await asks('a\\\\b.\\..\\\\.', 'a\\b', '.', '\\');
    await asks(`\\000\\255${word}\\032.\\046.`, `\0\xff${word} `, '.');
    await asks('\\097\\0977.\\x\\-\\".', 'aa7', 'x-"');
    await asks('_a-b.*."@$();!~.', '_a-b', '*', '"@$();!~');
  });

  it('refuses texts that are no names', async () => {
    const word = random.word();
    const texts = [
      '',
      word,
      `${word}.example`,
      '..',
      `.${word}.`,
      `${word}..example.`,
      `${word}.\\`,
      `${word}\\.`,
      `${word}\\25.`,
      `${word}\\256.`,
      `${word}\\1a2.`,
      `${word} b.`,
      `${word}\xe9.`,
      `${word}\\\xe9.`,
      `${word}\n.`,
    ];

    for (const text of texts) {
      await expectEncodeRefusal(
        message({ questions: [question(text)] }),
        'bad-name',
        `the name ${JSON.stringify(text)}`,
      );
    }
    await expectEncodeRefusal(
      message({ answers: [record(word, A, '1.2.3.4')] }),
      'bad-name',
      `a record of ${word}`,
    );
    await expectEncodeRefusal(
      message({ answers: [record('.', CNAME, word)] }),
      'bad-name',
      `a CNAME ${word}`,
    );
    await expectEncodeRefusal(
      message({ answers: [record('.', MX, { preference: 1, exchange: `${word}..` })] }),
      'bad-name',
      `an MX ${word}..`,
    );
  });

  it('takes labels of 63 bytes and names of 255, and not of one more', async () => {
    const [a, b, c] = [long(63), long(63), long(63)];
    const [fits, over] = [long(61), long(62)];
    const whole = name(a, b, c, fits);

    await expectBytes(
      'a name of 255 bytes',
      message({ questions: [question(`${a}.${b}.${c}.${fits}.`)] }),
      wire({ questions: [questionBytes(whole)] }),
    );
    await expectBytes(
      'a label of 63 escapes',
      message({ questions: [question(`${'\\200'.repeat(63)}.`)] }),
      wire({ questions: [questionBytes(name('\xc8'.repeat(63)))] }),
    );
    await expectEncodeRefusal(
      message({ questions: [question(`${a}.${b}.${c}.${over}.`)] }),
      'name-too-long',
      '256 bytes',
    );
    await expectEncodeRefusal(
      message({
        questions: [question(`${a}.${b}.${c}.`)],
        answers: [record('.', NS, `${over}.${a}.${b}.${c}.`)],
      }),
      'name-too-long',
      'a name of 256 bytes that is short when it is compressed',
    );
    await expectEncodeRefusal(
      message({ questions: [question(`${long(64)}.`)] }),
      'label-too-long',
      'a label of 64 bytes',
    );
    await expectEncodeRefusal(
      message({ questions: [question(`${'\\000'.repeat(64)}.`)] }),
      'label-too-long',
      '64 escapes',
    );
  });

  it('refuses values that do not fit', async () => {
    const numbers = { serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };
    const soa = { mname: '.', rname: '.', ...numbers };
    const wrong: Partial<Message>[] = [
      { id: 65_536 },
      { id: -1 },
      { id: 1.5 },
      { opcode: 16 },
      { z: 8 },
      { rcode: 16 },
      { questions: [question('.', 65_536)] },
      { questions: [{ name: '.', type: 1, class: -1 }] },
      { answers: [record('.', A, '1.2.3.4', 2 ** 32)] },
      { answers: [record('.', A, '1.2.3.4', -1)] },
      { answers: [record('.', MX, { preference: 65_536, exchange: '.' })] },
      ...Object.keys(numbers).map((member) => ({
        answers: [record('.', SOA, { ...soa, [member]: 2 ** 32 })],
      })),
      ...[
        '1.2.3',
        '1.2.3.4.5',
        '1.2.3.256',
        '1.2.3.',
        '1.2.3.04',
        '1.2.3.-4',
        '1.2.3.0x4',
        '1.2.3. 4',
        '1.2.3.a',
        '',
      ].map((address) => ({ answers: [record('.', A, address)] })),
      ...[
        '1:2:3:4:5:6:7',
        '1:2:3:4:5:6:7:8:9',
        '::1',
        '1:2:3:4:5:6:7:',
        '1:2:3:4:5:6:7:g',
        '1:2:3:4:5:6:7:12345',
        '1:2:3:4:5:6:7:-8',
      ].map((address) => ({ answers: [record('.', AAAA, address)] })),
      { answers: [record('.', TXT, [])] },
      { answers: [record('.', TXT, [toBytes('a'), random.bytes(256)])] },
    ];

    for (const parts of wrong) {
      await expectEncodeRefusal(message(parts), 'bad-value', JSON.stringify(parts).slice(0, 150));
    }
  });
});
