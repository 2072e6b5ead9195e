import { step } from '@touchstone/kit';
import { load, names, words, type Config } from './loading.ts';

const SECRET = { type: 'string', secret: true };

async function redacts(config: Config, lines: [text: string, expected: string][]): Promise<void> {
  for (const [text, expected] of lines) {
    const redacted = await config.call('redact', text);
    await step(`redact(${JSON.stringify(text)})`, () => expect(redacted).toBe(expected));
  }
}

describe('Secrets', () => {
  it('are not in the report', async () => {
    const [a, b, c, d, e] = names(5) as [string, string, string, string, string];
    const [x, y] = words(2) as [string, string];

    const config = await load(
      {
        [a]: SECRET,
        [b]: { type: 'integer', secret: true },
        [c]: { type: 'string', secret: true, optional: true },
        [d]: { type: 'string', secret: true, default: x },
        [e]: { type: 'string' },
      },
      { env: { [a]: x, [e]: y }, files: [['.env', `${b}=0`]] },
    );

    await step('report', async () =>
      expect(await config.get('report')).toEqual({
        [a]: { value: '[redacted]', from: 'env' },
        [b]: { value: '[redacted]', from: '.env' },
        [c]: { value: null, from: null },
        [d]: { value: '[redacted]', from: 'default' },
        [e]: { value: y, from: 'env' },
      }),
    );
    await step('config', async () =>
      expect(await config.get('config')).toEqual({ [a]: x, [b]: 0, [c]: null, [d]: x, [e]: y }),
    );
  });

  it('are passwords in URLs, too', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [user, password, host] = words(3) as [string, string, string];
    const url = { type: 'url', schemes: ['postgres'] };
    // The short one is hidden in the report only: as a text it is everywhere.
    const config = await load(
      { [a]: url, [b]: { ...url, secret: true }, [c]: url },
      {
        env: {
          [a]: `postgres://${user}:${password}%40@${host}/${user}`,
          [b]: `postgres://${host}`,
          [c]: 'postgres://x:x@x/x',
        },
      },
    );

    await step('report', async () =>
      expect(await config.get('report')).toEqual({
        [a]: { value: `postgres://${user}:[redacted]@${host}/${user}`, from: 'env' },
        [b]: { value: '[redacted]', from: 'env' },
        [c]: { value: 'postgres://x:[redacted]@x/x', from: 'env' },
      }),
    );
    await redacts(config, [
      [`${user} ${password}%40, ${password}@`, `${user} [redacted], [redacted]`],
      [`postgres://${host} x`, '[redacted] x'],
      [`${host} is down`, `${host} is down`],
    ]);
  });

  it('may hold a sign of percent that means nothing', async () => {
    const [a] = names(1) as [string];
    const [word] = words(1);

    const config = await load(
      { [a]: { type: 'url', schemes: ['redis'] } },
      { env: { [a]: `redis://:100%${word}%@cache` } },
    );

    await step('problems', async () => expect(await config.get('problems')).toEqual([]));
    await redacts(config, [[`with 100%${word}%!`, 'with [redacted]!']]);
  });

  it('are hidden wherever they stand, whatever is in them', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x, y, z] = words(3) as [string, string, string];
    const odd = `.*+?^$&{}()|[${x}]\\1-/"`;

    const config = await load(
      { [a]: SECRET, [b]: SECRET, [c]: { type: 'integer', secret: true } },
      { env: { [a]: odd, [b]: `${y} é☕\n${z}`, [c]: '40404' } },
    );

    await redacts(config, [
      [`${odd}${odd} ${x} ${odd}`, `[redacted][redacted] ${x} [redacted]`],
      [`{"key":"${y} é☕\n${z}"}`, '{"key":"[redacted]"}'],
      ['404 4040 140404', '404 4040 1[redacted]'],
      [`$& ${y} ${z}`, `$& ${y} ${z}`],
      ['', ''],
    ]);
  });

  it('are hidden whole when one is a part of another', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [short, tail, head] = words(3) as [string, string, string];

    const config = await load(
      { [a]: SECRET, [b]: SECRET, [c]: SECRET },
      { env: { [a]: short, [b]: `${head}${short}`, [c]: `${short}${tail}` } },
    );

    await redacts(config, [
      [`${short}${tail}`, '[redacted]'],
      [`${head}${short}`, '[redacted]'],
      [`${short} ${tail} ${head}`, `[redacted] ${tail} ${head}`],
      [`${head}${short}${tail}`, `[redacted]${tail}`],
    ]);
  });

  it('are not looked for in what was put in', async () => {
    const [a, b] = names(2) as [string, string];
    const [x] = words(1, 20) as [string];

    const config = await load({ [a]: SECRET, [b]: SECRET }, { env: { [a]: x, [b]: 'redacted' } });

    await redacts(config, [
      [`${x} redacted ${x}`, '[redacted] [redacted] [redacted]'],
      [`[redacted]`, '[[redacted]]'],
    ]);
  });

  it('are those of every source, of lists and of defaults', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const [one, two, three, four, five, six, seven] = words(7) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const list = { type: 'list', secret: true };

    const config = await load(
      { [a]: SECRET, [b]: list, [c]: { ...SECRET, default: five }, [d]: { ...list, default: [six, seven] } },
      {
        env: { [a]: one },
        files: [
          ['one', `${a}=${two}`],
          ['two', `${b}=${three} , ${four}`],
        ],
      },
    );

    await redacts(config, [
      [`${one} ${two}`, '[redacted] [redacted]'],
      [`${three} , ${four}`, '[redacted]'],
      [`${four};${three}`, '[redacted];[redacted]'],
      [`${five} ${six} ${seven}`, '[redacted] [redacted] [redacted]'],
    ]);
  });

  it('of fewer than four characters are left alone, and so is everything else', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x] = words(1) as [string];

    const config = await load(
      { [a]: SECRET, [b]: { type: 'boolean', secret: true }, [c]: { ...SECRET, allowEmpty: true } },
      { env: { [a]: 'abc', [b]: 'on', [c]: '' } },
    );
    const none = await load({ [a]: { type: 'string' } }, { env: { [a]: x } });

    await redacts(config, [[`abc on ${x}`, `abc on ${x}`]]);
    await redacts(none, [[`${x} tea`, `${x} tea`]]);
    const four = await load({ [a]: SECRET }, { env: { [a]: 'abcd' } });
    await redacts(four, [['abcde', '[redacted]e']]);
  });

  it('are in no message, and are hidden also when something is wrong', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const [one, two, three, four, five] = words(5, 16) as [string, string, string, string, string];

    const config = await load(
      {
        [a]: { type: 'integer', secret: true },
        [b]: { type: 'choice', values: ['tea'], secret: true },
        [c]: { type: 'url', schemes: ['postgres'] },
        [d]: SECRET,
      },
      {
        env: { [a]: one, [b]: two, [c]: `mysql://shop:${three}@db` },
        files: [['.env', `PASSWORD ${four}\n${d}="${five}`]],
      },
    );

    const problems = (await config.get('problems')) as { message: string }[];
    await step('number of problems', () => expect(problems).toHaveLength(6));
    for (const secret of [one, two, three, four, five])
      await step(`messages that hold ${secret}`, () =>
        expect(problems.map(({ message }) => message).filter((message) => message.includes(secret))).toEqual(
          [],
        ),
      );
    await redacts(config, [[`${one} ${two} ${three}`, '[redacted] [redacted] [redacted]']]);
  });
});
