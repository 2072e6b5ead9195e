import { step } from '@touchstone/kit';
import { listProblems, load, names, words } from './loading.ts';

describe('Problems', () => {
  it('come all at once', async () => {
    const [a, b, c, d, e, unknown] = names(6) as [string, string, string, string, string, string];

    const config = await load(
      {
        [a]: { type: 'integer' },
        [b]: { type: 'boolean' },
        [c]: { type: 'duration', max: 1000 },
        [d]: { type: 'string' },
        [e]: { type: 'string', default: 'tea' },
      },
      {
        env: { [b]: 'perhaps', [c]: '2s' },
        files: [
          ['.env.local', `?\n${d}=\n${unknown}=1`],
          ['config/.env', `\n${e}=1\n${e}=2\n`],
        ],
      },
    );

    await step('problems', async () =>
      expect(await listProblems(config)).toEqual(
        [
          `${a}: missing`,
          `${b}: invalid`,
          `${c}: out-of-range`,
          `${d}: empty`,
          `${unknown}: unknown`,
          '.env.local:1: bad-line',
          'config/.env:3: duplicate',
        ].sort(),
      ),
    );
  });

  it('leave no configuration and no report', async () => {
    const [a, b] = names(2) as [string, string];

    for (const sources of [
      { env: { [a]: 'x' } },
      { env: { [b]: 'x' } },
      { files: [['.env', '?']] },
    ] as object[]) {
      const config = await load({ [a]: { type: 'integer', default: 1 } }, sources);

      await step(`config with ${JSON.stringify(sources)}`, async () =>
        expect(await config.get('config')).toBeNull(),
      );
      await step('report', async () => expect(await config.get('report')).toBeNull());
      await step('number of problems', async () => expect(await listProblems(config)).toHaveLength(1));
    }
  });

  it('say something', async () => {
    const [a, b] = names(2) as [string, string];

    const config = await load({ [a]: { type: 'integer' } }, { env: { [b]: '1' }, files: [['.env', '?']] });

    const problem = (where: string, code: string) => ({ where, code, message: expect.stringMatching(/\S/) });
    await step('problems', async () => {
      const problems = (await config.get('problems')) as { code: string }[];
      expect(problems.sort((one, other) => (one.code < other.code ? -1 : 1))).toEqual([
        problem('.env:1', 'bad-line'),
        problem(a, 'missing'),
        problem(b, 'unknown'),
      ]);
    });
  });

  it('do not hide behind a value of another source', async () => {
    const [a] = names(1) as [string];
    const [x] = words(1);

    const config = await load(
      { [a]: { type: 'string' } },
      {
        env: { [a]: x! },
        files: [
          ['one', `${a}="${x}`],
          ['two', `TEA=1\n${a}=\${COFFEE}\nTEA=2`],
        ],
      },
    );

    await step('problems', async () =>
      expect(await listProblems(config)).toEqual([
        'one:1: unclosed-quote',
        'two:2: undefined-variable',
        'two:3: duplicate',
      ]),
    );
  });

  it('look only at the value that wins', async () => {
    const [a, b] = names(2) as [string, string];

    const config = await load(
      { [a]: { type: 'integer' }, [b]: { type: 'boolean', default: true } },
      {
        env: { [a]: '1' },
        files: [
          ['one', `${a}=x\n${b}=`],
          ['two', `${a}=\n${b}=yes`],
        ],
      },
    );

    await step('problems', async () => expect(await listProblems(config)).toEqual([`${b}: empty`]));
  });
});
