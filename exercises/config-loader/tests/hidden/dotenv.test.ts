import { random } from '@touchstone/kit';
import { names, parse, words } from './loading.ts';

describe('Reading dotenv files', () => {
  it('takes names and values apart', async () => {
    const [a, b, c, d, e] = names(5) as [string, string, string, string, string];
    const [x, y] = words(2);
    const text = [
      `${a}=${x}`,
      `  ${b}\t= ${x} ${y} \t`,
      `export ${c}=${y}`,
      `${d}=`,
      `_${e}_1=postgres://u:p@db/x?a=1&b==`,
      `export=${x}`,
    ];

    await parse(text.join('\n'), {
      values: {
        [a]: x!,
        [b]: `${x} ${y}`,
        [c]: y!,
        [d]: '',
        [`_${e}_1`]: 'postgres://u:p@db/x?a=1&b==',
        export: x!,
      },
    });
  });

  it('reads files of other systems', async () => {
    const [a, b] = names(2) as [string, string];
    const [x, y] = words(2);

    await parse(`\uFEFF${a}=${x}\r\n\r\n${b}="${y}\r\n${x}"\r\n`, { values: { [a]: x!, [b]: `${y}\n${x}` } });
  });

  it('knows a comment from a value', async () => {
    const [a, b, c, d, e] = names(5) as [string, string, string, string, string];
    const [x, y] = words(2);
    const text = [
      `# ${a}=1`,
      '',
      ` \t# ${b}=1`,
      `${a}=${x}#${y} # ${x}`,
      `${b}="${x} # ${y}" # ${x}`,
      `${c}='#${x}'`,
      `${d}= # ${x}`,
      `${e}=#${x}\t#`,
    ];

    await parse(text.join('\n'), {
      values: { [a]: `${x}#${y}`, [b]: `${x} # ${y}`, [c]: `#${x}`, [d]: '', [e]: `#${x}` },
    });
  });

  it('takes everything in single quotes as it stands', async () => {
    const [a, b] = names(2) as [string, string];
    const [x, y] = words(2);

    await parse(`${a}=${x}\n${b}=' ${y}\\n"\${${a}} $ \\'\n`, {
      values: { [a]: x!, [b]: ` ${y}\\n"\${${a}} $ \\` },
    });
  });

  it('knows the escapes of double quotes and no others', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x, y] = words(2);

    await parse(`${a}=" ${x}\\n${y}\\t\\r\\\\n\\"\\$ "\n${b}="\\d\\'${x}"\n${c}=it's ${y}\\n"`, {
      values: {
        [a]: ` ${x}\n${y}\t\r\\n"$ `,
        [b]: `\\d\\'${x}`,
        [c]: `it's ${y}\\n"`,
      },
    });
  });

  it('reads values of many lines, and counts them', async () => {
    const [a, b] = names(2) as [string, string];
    const lines = words(random.integer(2, 6));
    const key = ['', ...lines, ''].join('\n');

    await parse(`\n${a}="${key}"\n${b}='${key}'\n?\n`, {
      values: { [a]: key, [b]: key },
      problems: [{ line: 2 * lines.length + 6, code: 'bad-line' }],
    });
  });

  it('puts in variables, those of the environment first', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const [x, y, z] = words(3) as [string, string, string];

    await parse(
      `${a}=${x}\n${b}=\${${a}}/\${${d}}\${${a}}\n${c}="<\${${b}}>"\n`,
      { values: { [a]: x, [b]: `${y}/${z}${y}`, [c]: `<${y}/${z}${y}>` } },
      { [a]: y, [d]: z },
    );
    await parse(`${a}=${x}\n${b}=-\${${a}}-\n`, { values: { [a]: x, [b]: `-${x}-` } });
    await parse(`${a}=${x}\n${b}=-\${${a}}-\n`, { values: { [a]: x, [b]: '--' } }, { [a]: '' });
  });

  it('does not look through what it put in', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const [x] = words(1);

    await parse(
      `${a}=${x}\n${b}='\${${a}}'\n${c}=\${${b}}\n${d}="\${${b}}\\\${${a}}\${GIVEN}"\n`,
      { values: { [a]: x!, [b]: `\${${a}}`, [c]: `\${${a}}`, [d]: `\${${a}}\${${a}}$&\\n\${${a}} # ` } },
      { GIVEN: `$&\\n\${${a}} # ` },
    );
  });

  it('leaves every other dollar sign alone', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x] = words(1);

    await parse(`${a}=${x}\n${b}=$${a} $ {${a}} \${} \${1} \${${a}\n${c}="$${a} \${-} $"\n`, {
      values: { [a]: x!, [b]: `$${a} $ {${a}} \${} \${1} \${${a}`, [c]: `$${a} \${-} $` },
    });
  });

  it('refuses a variable that has no value', async () => {
    const [a, b, c, later] = names(4) as [string, string, string, string];
    const [x] = words(1);

    await parse(`${a}=\${${later}}\n${b}="${x} \${constructor}"\n${c}=${x}\n${later}=${x}\n`, {
      values: { [c]: x!, [later]: x! },
      problems: [
        { line: 1, code: 'undefined-variable' },
        { line: 2, code: 'undefined-variable' },
      ],
    });
  });

  it('refuses a line that is no entry, and reads the others', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x, y] = words(2);
    const wrong = random.shuffle([
      `${x}`,
      `=${x}`,
      `1${a}=${x}`,
      `${x}-${y}=${x}`,
      `${x} ${y}=${x}`,
      `${x}.${y}=1`,
      `é${x}=1`,
      `"${b}"=${x}`,
      `${b}="${x}"${y}`,
      `${b}='${x}' ${y}`,
      `${b}="${x}"# ${y}`,
    ]);
    const text = [`${a}=${x}`, ...wrong, `${c}=${y}`].join('\n');

    await parse(text, {
      values: { [a]: x!, [c]: y! },
      problems: wrong.map((_, index) => ({ line: index + 2, code: 'bad-line' })),
    });
  });

  it('keeps the first of two entries with one name', async () => {
    const [a, b] = names(2) as [string, string];
    const [x, y] = words(2);

    await parse(`${a}=${x}\n${b}=${y}\nexport ${a}=${y}\n${a}=${x}\n`, {
      values: { [a]: x!, [b]: y! },
      problems: [
        { line: 3, code: 'duplicate' },
        { line: 4, code: 'duplicate' },
      ],
    });
  });

  it('takes any name for a name', async () => {
    const [x, y] = words(2);

    await parse(`constructor=${x}\ntoString=\${constructor}\nvalueOf='${y}'\n`, {
      values: { constructor: x, toString: x, valueOf: y } as never,
    });
  });

  it('stops at a quote that is never closed', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [x, y] = words(2);

    for (const quote of ['"', "'"])
      await parse(`${a}=${x}\n\n${b}=${quote}${y}\n${c}=${x}\n?\n`, {
        values: { [a]: x! },
        problems: [{ line: 3, code: 'unclosed-quote' }],
      });
    await parse(`${a}="${x}\\"\n${b}=${x}`, { values: {}, problems: [{ line: 1, code: 'unclosed-quote' }] });
  });
});
