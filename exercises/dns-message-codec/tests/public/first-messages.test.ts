import { random, step, SubjectError, subjectModule } from '@touchstone/kit';

const header = {
  id: 7,
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  z: 0,
  rcode: 0,
};
const sections = { questions: [], answers: [], authorities: [], additionals: [] };

/** The question for the address of `<zone>.example.`, in bytes. */
function queryBytes(zone: string): number[] {
  const labels = [zone, 'example'].flatMap((label) => [label.length, ...Buffer.from(label)]);
  return [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1];
}

const decode = (bytes: number[]) => subjectModule.call('decode', Uint8Array.from(bytes));

/** The message of the error that a call throws, or that it threw none. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'no error';
  } catch (error) {
    if (error instanceof SubjectError) return error.message;
    throw error;
  }
}

describe('First messages', () => {
  it('reads a query', async () => {
    const zone = random.word();

    const message = await decode(queryBytes(zone));

    await step('what decode returned for a query', () => {
      expect(message).toEqual({
        ...header,
        ...sections,
        questions: [{ name: `${zone}.example.`, type: 1, class: 1 }],
      });
    });
  });

  it('reads an answer whose name is a pointer', async () => {
    const zone = random.word();
    const bytes = queryBytes(zone);
    bytes[2] = 0x81;
    bytes[7] = 1;
    bytes.push(0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 1);

    const message = await decode(bytes);

    await step('what decode returned for an answer', () => {
      expect(message).toEqual({
        ...header,
        ...sections,
        response: true,
        questions: [{ name: `${zone}.example.`, type: 1, class: 1 }],
        answers: [{ name: `${zone}.example.`, type: 1, class: 1, ttl: 300, data: '192.0.2.1' }],
      });
    });
  });

  it('refuses what it cannot trust', async () => {
    const query = queryBytes('shop');

    await step('the error for half a query', async () =>
      expect(await refusalOf(decode(query.slice(0, 20)))).toBe('incomplete'),
    );
    await step('the error for a query and a byte more', async () =>
      expect(await refusalOf(decode([...query, 0]))).toBe('trailing-bytes'),
    );
    await step('the error for a name that points to itself', async () => {
      const loop = [...query.slice(0, 12), 1, 97, 0xc0, 12, 0, 1, 0, 1];
      expect(await refusalOf(decode(loop))).toBe('bad-pointer');
    });
  });

  it('writes a query', async () => {
    const zone = random.word();

    const bytes = await subjectModule.call('encode', {
      ...header,
      ...sections,
      questions: [{ name: `${zone}.example.`, type: 1, class: 1 }],
    });

    await step('what encode returned for a query', () =>
      expect(bytes).toEqual(Uint8Array.from(queryBytes(zone))),
    );
  });

  it('compresses names and keeps the limit', async () => {
    const zone = random.word();
    const name = `${zone}.example.`;
    const answer = { name, type: 1, class: 1, ttl: 300, data: '192.0.2.1' };
    const message = {
      ...header,
      ...sections,
      questions: [{ name, type: 1, class: 1 }],
      answers: [answer, answer],
    };
    const query = queryBytes(zone).length;

    const whole = (await subjectModule.call('encode', message)) as Uint8Array;
    await step('the number of bytes of a question and two answers of 16 bytes', () =>
      expect(whole).toHaveLength(query + 32),
    );
    const cut = (await subjectModule.call('encode', message, query + 31)) as Uint8Array;
    await step('the number of bytes when one byte is missing for the second answer', () =>
      expect(cut).toHaveLength(query + 16),
    );
    await step('the third byte then, with TC', () => expect(cut[2]).toBe(0x03));
  });
});
