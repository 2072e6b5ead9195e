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
  expectRefusal,
  message,
  record,
} from './messages.ts';
import { labels, name, pointer, questionBytes, recordBytes, u16, u32, wire } from './wire.ts';

const ROOT = [0];
const ADDRESS = recordBytes(ROOT, A, [192, 0, 2, 1]);
const SECTIONS = ['answers', 'authorities', 'additionals'] as const;

/** A record whose RDLENGTH is another, with enough behind it for whoever reads too far. */
const lie = (type: number, data: number[], length = data.length) =>
  wire({ answers: [recordBytes(ROOT, type, data, { length }), ADDRESS, ADDRESS, ADDRESS] });

describe('Lengths that lie', () => {
  it('refuses a message that ends too early, wherever', async () => {
    const zone = random.word(5);
    const whole = wire({
      questions: [questionBytes(name(zone))],
      answers: [
        recordBytes(pointer(12), A, [1, 2, 3, 4]),
        recordBytes(pointer(12), MX, [0, 1, ...labels('mx'), ...pointer(12)]),
        recordBytes([...labels('t'), ...pointer(12)], TXT, [3, ...random.bytes(3)]),
      ],
    });

    for (let length = 0; length < whole.length; length += 1) {
      await expectRefusal(whole.slice(0, length), 'incomplete', `${length} of ${whole.length} bytes`);
    }
  });

  it('refuses counts that announce more than there is', async () => {
    for (const section of SECTIONS) {
      await expectRefusal(wire({ counts: { [section]: 1 } }), 'incomplete', `none of 1 ${section}`);
      await expectRefusal(
        wire({ [section]: [ADDRESS], counts: { [section]: 2 } }),
        'incomplete',
        `one of 2 ${section}`,
      );
      await expectRefusal(wire({ counts: { [section]: 65_535 } }), 'incomplete', `none of 65535 ${section}`);
    }
    const questions = [questionBytes(name(random.word()))];
    for (const count of [2, 65_535]) {
      await expectRefusal(
        wire({ questions, counts: { questions: count } }),
        'incomplete',
        `1 of ${count} questions`,
      );
    }
  });

  it('refuses what follows the last record', async () => {
    for (const section of SECTIONS) {
      const bytes = wire({ [section]: [ADDRESS, ADDRESS], counts: { [section]: 1 } });
      await expectRefusal(bytes, 'trailing-bytes', `a record more than ${section} are announced`);
    }
    await expectRefusal([...wire({ answers: [ADDRESS] }), 0], 'trailing-bytes', 'a byte too many');
    await expectRefusal([...wire({}), ...random.bytes(random.integer(1, 9))], 'trailing-bytes');
    await expectRefusal(
      [...wire({ questions: [questionBytes(ROOT)] }), ...name(random.word())],
      'trailing-bytes',
      'a name behind the question',
    );
  });

  it('refuses more data than the message has', async () => {
    const [host, text] = [random.word(), random.word(3)];
    const bytes = [...random.bytes(4)];

    for (const [type, data, announced] of [
      [CNAME, name(host), 11],
      [NS, name(host), 200],
      [TXT, labels(text), 300],
      [random.integer(256, 65_535), bytes, 5],
      [999, bytes, 65_535],
    ] as [number, number[], number][]) {
      const message = wire({ answers: [recordBytes(ROOT, type, data, { length: announced })] });
      await expectRefusal(message, 'incomplete', `${data.length} of ${announced} bytes of data`);
    }
  });

  it('refuses addresses of another size', async () => {
    for (const size of [0, 1, 3, 5, 16]) {
      await expectRefusal(lie(A, [...random.bytes(size)]), 'bad-rdata', `an A of ${size} bytes`);
    }
    for (const size of [0, 4, 15, 17]) {
      await expectRefusal(lie(AAAA, [...random.bytes(size)]), 'bad-rdata', `an AAAA of ${size} bytes`);
    }
  });

  it('refuses names in data that end before or beyond RDLENGTH', async () => {
    const host = name(random.word(), random.word());
    const soa = [...host, ...host, ...[1, 2, 3, 4, 5].flatMap(u32)];

    for (const [type, data] of [
      [NS, host],
      [CNAME, host],
      [MX, [...u16(5), ...host]],
      [SOA, soa],
    ] as [number, number[]][]) {
      for (const less of [1, 2, 3, random.integer(4, 6)]) {
        await expectRefusal(lie(type, data, data.length - less), 'bad-rdata', `${less} bytes too short`);
      }
      const more = random.integer(1, 9);
      await expectRefusal(lie(type, [...data, ...random.bytes(more)]), 'bad-rdata', `${more} bytes too long`);
    }
    await expectRefusal(lie(MX, []), 'bad-rdata', 'an MX without anything');
    await expectRefusal(lie(CNAME, []), 'bad-rdata', 'a CNAME without a name');
    await expectRefusal(lie(SOA, [0, 0]), 'bad-rdata', 'a SOA without numbers');
  });

  it('refuses strings that go beyond their TXT', async () => {
    await expectRefusal(lie(TXT, [5, 97, 98]), 'bad-rdata', 'a string of 5 bytes in a TXT of 3');
    await expectRefusal(lie(TXT, [1, 97, 2, 98]), 'bad-rdata', 'a second string that is too long');
    await expectRefusal(lie(TXT, [1, 97, 1]), 'bad-rdata', 'a length with nothing behind it');
    await expectRefusal(lie(TXT, []), 'bad-rdata', 'a TXT without a string');
    await expectDecoded(
      wire({ answers: [recordBytes(ROOT, TXT, [0])] }),
      message({ answers: [record('.', TXT, [new Uint8Array()])] }),
    );
  });
});
