import { random, step, subjectModule } from '@touchstone/kit';

const FILE = `# the shop
SHOP_PORT=8080
SHOP_NAME = "Tea & Co"   # shown in mails
`;

describe('A configuration', () => {
  it('reads a dotenv file', async () => {
    const parsed = await subjectModule.call('parseDotenv', `${FILE}not a setting\n`, {});

    await step('a file with two entries and a line that is none', () =>
      expect(parsed).toEqual({
        values: { SHOP_PORT: '8080', SHOP_NAME: 'Tea & Co' },
        problems: [{ line: 4, code: 'bad-line' }],
      }),
    );
  });

  it('finds and converts settings', async () => {
    const pool = random.integer(1, 50);
    const schema = {
      SHOP_PORT: { type: 'integer', min: 1, max: 65_535 },
      SHOP_POOL: { type: 'integer', default: 5 },
      SHOP_KEY: { type: 'string', secret: true },
    };
    const sources = {
      mode: 'test',
      prefix: 'SHOP_',
      env: { SHOP_KEY: 'sesame-42', SHOP_POOL: String(pool), SHOP_NAME: 'Tea' },
      files: [{ path: '.env', text: 'SHOP_PORT=8080' }],
    };

    const wrong = await subjectModule.callForObject('loadConfig', schema, sources);
    await step('the problems with a name that no setting has', async () =>
      expect(await wrong.get('problems')).toEqual([
        { where: 'SHOP_NAME', code: 'unknown', message: expect.any(String) },
      ]),
    );

    const right = await subjectModule.callForObject(
      'loadConfig',
      { ...schema, SHOP_NAME: { type: 'string' } },
      sources,
    );
    await step('the configuration', async () =>
      expect(await right.get('config')).toEqual({
        SHOP_PORT: 8080,
        SHOP_POOL: pool,
        SHOP_KEY: 'sesame-42',
        SHOP_NAME: 'Tea',
      }),
    );
    await step('a line of the log', async () =>
      expect(await right.call('redact', 'key=sesame-42')).toBe('key=[redacted]'),
    );
  });
});
