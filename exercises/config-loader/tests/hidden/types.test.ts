import { random } from '@touchstone/kit';
import { readAll, words } from './loading.ts';

/** These texts, all of them refused. */
const refused = (texts: string[]) => texts.map((text): [string, unknown] => [text, 'invalid']);

describe('Types', () => {
  it('reads integers', async () => {
    const number = random.integer(2, 1_000_000);

    await readAll({ type: 'integer' }, [
      [String(number), number],
      [String(-number), -number],
      ['0', 0],
      ['9007199254740991', 9007199254740991],
      ['-9007199254740991', -9007199254740991],
    ]);
  });

  it('refuses what only looks like an integer', async () => {
    const number = random.integer(2, 9999);

    await readAll(
      { type: 'integer' },
      refused([
        `${number}px`,
        ` ${number}`,
        `${number} `,
        `${number}\n`,
        `+${number}`,
        `0${number}`,
        '00',
        '-',
        '- 1',
        '--1',
        `${number}.0`,
        '1e3',
        '0x1f',
        '1_000',
        '1,000',
        '٣',
        '１',
        'NaN',
        'Infinity',
        'true',
        ' ',
        '9007199254740992',
        '-9007199254740992',
        '9'.repeat(400),
      ]),
    );
  });

  it('keeps the limits, both included', async () => {
    const min = random.integer(-100, -10);
    const max = random.integer(10, 100);

    await readAll({ type: 'integer', min, max }, [
      [String(min), min],
      [String(max), max],
      [String(min - 1), 'out-of-range'],
      [String(max + 1), 'out-of-range'],
      ['0', 0],
    ]);
    await readAll({ type: 'integer', max: 0 }, [
      ['1', 'out-of-range'],
      ['0', 0],
    ]);
    await readAll({ type: 'duration', min: 1000, max: 60_000 }, [
      ['1m', 60_000],
      ['61s', 'out-of-range'],
      ['1s', 1000],
      ['999ms', 'out-of-range'],
    ]);
  });

  it('reads booleans', async () => {
    await readAll({ type: 'boolean' }, [
      ...['true', 'yes', 'on', '1', 'TRUE', 'Yes', 'oN'].map((text): [string, unknown] => [text, true]),
      ...['false', 'no', 'off', '0', 'FALSE', 'No', 'oFF'].map((text): [string, unknown] => [text, false]),
      ...refused(['2', '-1', 't', 'f', 'y', 'n', 'truee', ' true', 'enabled', 'null', '00', '1.0']),
    ]);
  });

  it('reads choices', async () => {
    const [a, b, c] = words(3) as [string, string, string];

    await readAll({ type: 'choice', values: [a, b, '1'] }, [
      [a, a],
      [b, b],
      ['1', '1'],
      ...refused([c, a.toUpperCase(), ` ${a}`, `${a},${b}`, a.slice(0, -1), `${a}${b}`]),
    ]);
  });

  it('reads durations', async () => {
    const number = random.integer(2, 500);

    await readAll({ type: 'duration' }, [
      [`${number}ms`, number],
      [`${number}s`, number * 1000],
      [`${number}m`, number * 60_000],
      [`${number}h`, number * 3_600_000],
      [`${number}d`, number * 86_400_000],
      ['0s', 0],
      ...refused([
        `${number}`,
        `-${number}s`,
        `+${number}s`,
        `${number} s`,
        `${number}S`,
        `${number}w`,
        `${number}sec`,
        '1.5s',
        '1m30s',
        's',
        'ms',
        '01s',
        '1e3s',
        '9007199254740992ms',
        ' 1s',
        '1s\n',
      ]),
    ]);
  });

  it('reads lists', async () => {
    const [a, b, c] = words(3) as [string, string, string];

    await readAll({ type: 'list' }, [
      [`${a},${b},${c}`, [a, b, c]],
      [`\t${a} , ${b} ${c}`, [a, `${b} ${c}`]],
      [a, [a]],
      ...refused([`${a},,${b}`, `${a},`, `,${a}`, ',', ' ', `${a}, ,${b}`]),
    ]);
  });

  it('reads URLs', async () => {
    const [user, password, host] = words(3) as [string, string, string];
    const port = random.integer(1, 65_535);
    const right = [
      `postgres://${host}`,
      `postgres://${host}:${port}/shop?ssl=1#x`,
      `http://${user}@${host}/`,
      `http://${user}:${password}@${host}:65535`,
      `postgres://${user}:${password}:%40@${host}.example/a@b:c`,
      `http://:${password}@${host}?a/b`,
      `http://${host}#/`,
    ];

    await readAll({ type: 'url', schemes: ['postgres', 'http'] }, [
      ...right.map((url): [string, unknown] => [url, url]),
      ...refused([
        host,
        `https://${host}`,
        `://${host}`,
        `//${host}`,
        `http:/${host}`,
        `http:${host}`,
        'http://',
        'http:///shop',
        'http://:80',
        `http://${user}@`,
        `http://${user}:${password}@/shop`,
        `http://${host}:0`,
        `http://${host}:65536`,
        `http://${host}:`,
        `http://${host}:a`,
        `http://${host}/a b`,
        ` http://${host}`,
        `http://${host}\n`,
        `http://${user}@${user}@${host}`,
        `http://a:b:c`,
      ]),
    ]);
  });

  it('leaves strings as they are', async () => {
    const [a] = words(1);

    await readAll(
      { type: 'string' },
      [` ${a}\t`, 'null', '0', '"x"', '${A}', 'é\n☕'].map((text) => [text, text]),
    );
  });
});
