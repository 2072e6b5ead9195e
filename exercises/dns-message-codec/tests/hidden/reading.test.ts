import { random } from '@touchstone/kit';
import {
  A,
  AAAA,
  CNAME,
  MX,
  NS,
  SOA,
  TXT,
  expectDecoded,
  message,
  question,
  record,
  toBytes,
  type Message,
} from './messages.ts';
import { FLAG_BITS, name, questionBytes, recordBytes, u16, u32, wire } from './wire.ts';

const ROOT = [0];
/** More than 31 bits can hold. */
const large = () => random.integer(0x8000_0000, 0xffff_ffff);

/** One answer in front of the root. */
const answer = (type: number, data: number[], fixed?: Parameters<typeof recordBytes>[3]) =>
  wire({ answers: [recordBytes(ROOT, type, data, fixed)] });
const expectAnswer = (
  bytes: number[],
  type: number,
  data: unknown,
  parts: { class?: number; ttl?: number } = {},
) => expectDecoded(bytes, message({ answers: [{ ...record('.', type, data), ...parts }] }));

describe('Reading messages', () => {
  it('takes the bits of the header apart', async () => {
    const id = random.integer(0x8000, 0xffff);

    await expectDecoded(wire({ id }), message({ id }));
    for (const [flag, bit] of Object.entries(FLAG_BITS)) {
      await expectDecoded(wire({ flags: bit }), message({ [flag]: true } as Partial<Message>));
      await expectDecoded(wire({ flags: 0xffff - bit }), {
        ...message({ opcode: 15, z: 7, rcode: 15 }),
        ...Object.fromEntries(Object.keys(FLAG_BITS).map((other) => [other, other !== flag])),
      });
    }
    for (const bit of [1, 2, 4, 8]) {
      await expectDecoded(wire({ flags: bit << 11 }), message({ opcode: bit }));
      await expectDecoded(wire({ flags: bit }), message({ rcode: bit }));
    }
    for (const bit of [1, 2, 4]) await expectDecoded(wire({ flags: bit << 4 }), message({ z: bit }));
  });

  it('reads as many questions as there are', async () => {
    const [a, b, c] = [random.word(), random.word(), random.word()];
    const type = random.integer(256, 65_535);

    await expectDecoded(
      wire({
        questions: [
          questionBytes(name(a, b)),
          questionBytes(name(c), type, 3),
          questionBytes(ROOT, 255, 255),
        ],
      }),
      message({
        questions: [
          question(`${a}.${b}.`),
          { name: `${c}.`, type, class: 3 },
          { name: '.', type: 255, class: 255 },
        ],
      }),
    );
  });

  it('puts each record into its section', async () => {
    const owners = [
      random.word(4),
      random.word(5),
      random.word(6),
      random.word(7),
      random.word(8),
      random.word(9),
    ];
    const [a, b, c, d, e, f] = owners.map((owner) =>
      recordBytes(name(owner), A, [192, 0, 2, owner.length]),
    ) as [number[], number[], number[], number[], number[], number[]];
    const [ra, rb, rc, rd, re, rf] = owners.map((owner) => record(`${owner}.`, A, `192.0.2.${owner.length}`));

    await expectDecoded(
      wire({
        questions: [questionBytes(name('q'))],
        answers: [a],
        authorities: [b, c],
        additionals: [d, e, f],
      }),
      message({
        questions: [question('q.')],
        answers: [ra!],
        authorities: [rb!, rc!],
        additionals: [rd!, re!, rf!],
      }),
    );
    await expectDecoded(wire({ additionals: [a] }), message({ additionals: [ra!] }));
  });

  it('reads addresses', async () => {
    const four = [...random.bytes(4)];
    const groups = Array.from({ length: 8 }, () => random.integer(0, 65_535));
    groups[random.integer(0, 7)] = random.integer(1, 15);

    await expectAnswer(answer(A, four), A, four.join('.'));
    await expectAnswer(answer(A, [0, 10, 200, 255]), A, '0.10.200.255');
    await expectAnswer(
      answer(AAAA, groups.flatMap(u16)),
      AAAA,
      groups.map((group) => group.toString(16)).join(':'),
    );
    await expectAnswer(
      answer(AAAA, [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1]),
      AAAA,
      '2001:db8:0:0:0:0:0:1',
    );
    await expectAnswer(answer(AAAA, Array<number>(16).fill(0)), AAAA, '0:0:0:0:0:0:0:0');
  });

  it('reads NS, CNAME, MX and SOA', async () => {
    const [host, zone] = [random.word(), random.word()];
    const preference = random.integer(0x8000, 0xffff);
    const times = Array.from({ length: 4 }, () => random.integer(1, 100_000));
    const [refresh, retry, expire, minimum] = times;

    await expectAnswer(answer(NS, name(host, zone)), NS, `${host}.${zone}.`);
    await expectAnswer(answer(CNAME, name(zone)), CNAME, `${zone}.`);
    await expectAnswer(answer(MX, [...u16(preference), ...name(host, zone)]), MX, {
      preference,
      exchange: `${host}.${zone}.`,
    });
    await expectAnswer(answer(MX, [0, 0, 0]), MX, { preference: 0, exchange: '.' });
    await expectAnswer(
      answer(SOA, [...name('ns', zone), ...name(host, zone), ...[7, ...times].flatMap(u32)]),
      SOA,
      {
        mname: `ns.${zone}.`,
        rname: `${host}.${zone}.`,
        serial: 7,
        refresh,
        retry,
        expire,
        minimum,
      },
    );
  });

  it('reads numbers of 32 bits without a sign', async () => {
    const [ttl, serial, minimum] = [large(), large(), large()];
    const numbers = [serial, 1, 2, 3, minimum];

    await expectAnswer(answer(A, [1, 2, 3, 4], { ttl }), A, '1.2.3.4', { ttl });
    await expectAnswer(answer(A, [1, 2, 3, 4], { ttl: 0xffff_ffff }), A, '1.2.3.4', { ttl: 0xffff_ffff });
    await expectAnswer(answer(SOA, [0, 0, ...numbers.flatMap(u32)]), SOA, {
      mname: '.',
      rname: '.',
      serial,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum,
    });
  });

  it('reads the strings of a TXT as bytes, one by one', async () => {
    const [text, noise] = [random.sentence(4), random.bytes(255)];
    const latin = toBytes(`caf\xe9 \xff\xfe\0 ${random.word()}`);

    for (const strings of [
      [toBytes(text)],
      [toBytes(text), latin, noise],
      [new Uint8Array(), toBytes('a'), new Uint8Array()],
    ]) {
      await expectAnswer(
        answer(
          TXT,
          strings.flatMap((bytes) => [bytes.length, ...bytes]),
        ),
        TXT,
        strings,
      );
    }
  });

  it('keeps the data of other types as they stand', async () => {
    const type = random.integer(256, 65_535);
    const bytes = random.bytes(random.integer(5, 40));

    await expectAnswer(answer(type, [...bytes]), type, bytes);
    await expectAnswer(answer(41, [], { class: 1232, ttl: 0x8000 }), 41, new Uint8Array(), {
      class: 1232,
      ttl: 0x8000,
    });
    for (const data of [name('a', 'b'), [0xc0, 0x0c], [0xc0, 0xff, 0x41], [63, 1]]) {
      await expectAnswer(answer(33, data), 33, Uint8Array.from(data));
    }
  });

  it('knows addresses in the class of the Internet only', async () => {
    const data = [...random.bytes(5)];
    const sixteen = [...random.bytes(16)];

    await expectAnswer(answer(A, data, { class: 3 }), A, Uint8Array.from(data), { class: 3 });
    await expectAnswer(answer(A, data.slice(1), { class: 254 }), A, Uint8Array.from(data.slice(1)), {
      class: 254,
    });
    await expectAnswer(answer(AAAA, sixteen, { class: 4 }), AAAA, Uint8Array.from(sixteen), { class: 4 });
    await expectAnswer(answer(CNAME, name('a'), { class: 3 }), CNAME, 'a.', { class: 3 });
    await expectAnswer(answer(TXT, [1, 97], { class: 3 }), TXT, [toBytes('a')], { class: 3 });
  });
});
