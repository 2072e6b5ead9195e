import { random, step } from '@touchstone/kit';
import { listProblems, load, names, words } from './loading.ts';

const TEXT = { type: 'string' };

describe('Where a value comes from', () => {
  it('takes the environment first, then the files in their order', async () => {
    const [a, b, c] = names(3) as [string, string, string];
    const [one, two, three] = words(3);

    const config = await load(
      { [a]: TEXT, [b]: TEXT, [c]: TEXT },
      {
        env: { [a]: one! },
        files: [
          ['.env.local', `${a}=${two}\n${b}=${two}`],
          ['.env', `${a}=${three}\n${b}=${three}\n${c}=${three}`],
        ],
      },
    );

    await step('config', async () =>
      expect(await config.get('config')).toEqual({ [a]: one, [b]: two, [c]: three }),
    );
    await step('report', async () =>
      expect(await config.get('report')).toEqual({
        [a]: { value: one, from: 'env' },
        [b]: { value: two, from: '.env.local' },
        [c]: { value: three, from: '.env' },
      }),
    );
  });

  it('uses a default only when nobody has a value, also one that looks like nothing', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const [word] = words(1);
    const minutes = random.integer(2, 9);
    const schema = {
      [a]: { type: 'integer', default: 0 },
      [b]: { type: 'boolean', default: false },
      [c]: { type: 'string', default: '', allowEmpty: true },
      [d]: { type: 'duration', default: minutes },
    };

    const without = await load(schema, { env: { [word!]: '1' } });
    await step('config without values', async () =>
      expect(await without.get('config')).toEqual({ [a]: 0, [b]: false, [c]: '', [d]: minutes }),
    );
    await step('report without values', async () =>
      expect(await without.get('report')).toEqual({
        [a]: { value: 0, from: 'default' },
        [b]: { value: false, from: 'default' },
        [c]: { value: '', from: 'default' },
        [d]: { value: minutes, from: 'default' },
      }),
    );
  });

  it('prefers a value that looks like nothing to a default', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];
    const schema = {
      [a]: { type: 'integer', default: 5 },
      [b]: { type: 'boolean', default: true },
      [c]: { type: 'string', default: 'tea', allowEmpty: true },
      [d]: { type: 'duration', default: 5000 },
    };

    const config = await load(schema, { env: { [a]: '0', [c]: '' }, files: [['.env', `${b}=off\n${d}=0s`]] });

    await step('config', async () =>
      expect(await config.get('config')).toEqual({ [a]: 0, [b]: false, [c]: '', [d]: 0 }),
    );
    await step('report', async () =>
      expect(await config.get('report')).toMatchObject({ [a]: { from: 'env' }, [c]: { from: 'env' } }),
    );
  });

  it('does not take the empty text for a value that is missing', async () => {
    const [a, b, c, d] = names(4) as [string, string, string, string];

    const config = await load(
      {
        [a]: { type: 'string', default: 'localhost' },
        [b]: { type: 'integer', optional: true },
        [c]: { type: 'list' },
        [d]: TEXT,
      },
      { env: { [a]: '', [d]: '' }, files: [['.env', `${b}=\n${c}=""\n${a}=tea\n${d}=tea`]] },
    );

    await step('problems', async () =>
      expect(await listProblems(config)).toEqual([a, b, c, d].map((name) => `${name}: empty`).sort()),
    );
  });

  it('has a default only in the modes that it is for', async () => {
    const [a, b] = names(2) as [string, string];
    const schema = {
      [a]: {
        type: 'url',
        schemes: ['postgres'],
        default: 'postgres://localhost/shop',
        defaultIn: ['test', 'development'],
      },
      [b]: { type: 'integer', default: 3, defaultIn: ['production'] },
    };

    const production = await load(schema, { mode: 'production' });
    await step('problems in production', async () =>
      expect(await listProblems(production)).toEqual([`${a}: missing`]),
    );
    const development = await load(schema, { mode: 'development', env: { [b]: '4' } });
    await step('config in development', async () =>
      expect(await development.get('config')).toEqual({ [a]: 'postgres://localhost/shop', [b]: 4 }),
    );
    const set = await load(schema, { env: { [a]: 'postgres://db/shop' } });
    await step('config in production with a value', async () =>
      expect(await set.get('config')).toEqual({ [a]: 'postgres://db/shop', [b]: 3 }),
    );
  });

  it('gives null for what is optional and missing', async () => {
    const [a, b] = names(2) as [string, string];

    const config = await load(
      { [a]: { type: 'duration', optional: true }, [b]: TEXT },
      { env: { [b]: 'tea' } },
    );

    await step('config', async () => expect(await config.get('config')).toEqual({ [a]: null, [b]: 'tea' }));
    await step('report', async () =>
      expect(await config.get('report')).toEqual({
        [a]: { value: null, from: null },
        [b]: { value: 'tea', from: 'env' },
      }),
    );
  });

  it('refuses names with the prefix that no setting has, and looks at no others', async () => {
    const [a, typo, other, third] = names(4) as [string, string, string, string];
    const [word] = words(1);

    const config = await load(
      { [a]: { type: 'string', default: 'tea' } },
      {
        env: { [typo]: '1', HOME: '/root', [`MY_${a}`]: '1' },
        files: [
          ['.env.local', `${word}=1\n${other}=2`],
          ['.env', `${typo}=2\n${other}=3\n${third}=4\nSHOP=1`],
        ],
      },
    );

    await step('problems', async () =>
      expect(await listProblems(config)).toEqual(
        [typo, other, third].map((name) => `${name}: unknown`).sort(),
      ),
    );
  });

  it('lets files use the environment, and nothing of each other', async () => {
    const [a, b] = names(2) as [string, string];
    const [host, port] = words(2);

    const config = await load(
      { [a]: TEXT, [b]: { type: 'string', default: 'tea' } },
      {
        env: { HOST: host! },
        files: [
          ['one', `PORT=${port}\n${a}=\${HOST}:\${PORT}`],
          ['two', `${b}=\${PORT}`],
        ],
      },
    );

    await step('problems', async () =>
      expect(await listProblems(config)).toEqual(['two:1: undefined-variable']),
    );
  });
});
