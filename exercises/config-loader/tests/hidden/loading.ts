import { random, step, subjectModule } from '@touchstone/kit';

export type Texts = Record<string, string>;

/** Different words. */
export function words(count: number, length = 8): string[] {
  const found = new Set<string>();
  while (found.size < count) found.add(random.word(length));
  return [...found];
}

/** Different names of settings. */
export const names = (count: number): string[] => words(count).map((word) => `SHOP_${word.toUpperCase()}`);

export async function parse(
  text: string,
  expected: { values: Texts; problems?: unknown[] },
  env: Texts = {},
) {
  const parsed = await subjectModule.call('parseDotenv', text, env);
  const given = Object.keys(env).length > 0 ? ` with ${JSON.stringify(env)}` : '';
  await step(`${JSON.stringify(text)}${given}`, () => expect(parsed).toEqual({ problems: [], ...expected }));
}

interface Sources {
  mode?: string;
  env?: Texts;
  files?: [path: string, text: string][];
}

export const load = (
  schema: Record<string, object>,
  { mode = 'production', env = {}, files = [] }: Sources,
) =>
  subjectModule.callForObject('loadConfig', schema, {
    mode,
    prefix: 'SHOP_',
    env,
    files: files.map(([path, text]) => ({ path, text })),
  });

export type Config = Awaited<ReturnType<typeof load>>;

/** The problems as `where: code`, in order. */
export async function listProblems(config: Config): Promise<string[]> {
  const problems = (await config.get('problems')) as { where: string; code: string }[];
  return problems.map(({ where, code }) => `${where}: ${code}`).sort();
}

/** What one text is as a value of this setting; `code` when it is refused. */
export async function readOne(setting: object, text: string): Promise<unknown> {
  const config = await load({ SHOP_IT: setting }, { env: { SHOP_IT: text } });
  const values = (await config.get('config')) as Record<string, unknown> | null;
  return values ? values['SHOP_IT'] : (await listProblems(config)).join(', ').replace('SHOP_IT: ', '');
}

/** Compares what each text is with what it should be. */
export async function readAll(
  setting: object,
  texts: Iterable<[text: string, expected: unknown]>,
): Promise<void> {
  for (const [text, expected] of texts) {
    const value = await readOne(setting, text);
    await step(`${JSON.stringify(text)} for ${JSON.stringify(setting)}`, () =>
      expect(value).toEqual(expected),
    );
  }
}
