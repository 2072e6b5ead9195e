import { parseDotenv, type Env } from './dotenv.ts';
import { createRedactor, listHidden, listHiddenOfDefault, toPrintable } from './secrets.ts';
import { READERS, type Setting } from './types.ts';

export { parseDotenv };

interface Sources {
  mode: string;
  prefix: string;
  env: Env;
  files: { path: string; text: string }[];
}

interface Layer {
  from: string;
  values: Env;
}

type Reading = { value: unknown; from: string | null } | { code: string; message: string };

export function loadConfig(schema: Record<string, Setting>, { mode, prefix, env, files }: Sources) {
  const problems: { where: string; code: string; message: string }[] = [];
  const layers: Layer[] = [{ from: 'env', values: env }];
  for (const { path, text } of files) {
    const file = parseDotenv(text, env);
    layers.push({ from: path, values: file.values });
    for (const { line, code } of file.problems)
      problems.push({ where: `${path}:${line}`, code, message: `Line ${line} of ${path} cannot be used.` });
  }

  for (const name of new Set(layers.flatMap(({ values }) => Object.keys(values))))
    if (name.startsWith(prefix) && !Object.hasOwn(schema, name))
      problems.push({ where: name, code: 'unknown', message: `No setting is called ${name}: a typing error?` });

  const config: Record<string, unknown> = {};
  const report: Record<string, { value: unknown; from: string | null }> = {};
  const hidden: string[] = [];
  for (const [name, setting] of Object.entries(schema)) {
    hidden.push(...listHiddenOfDefault(setting));
    for (const { values } of layers)
      if (Object.hasOwn(values, name)) hidden.push(...listHidden(setting, values[name]!));

    const reading = read(setting, mode, findLayer(layers, name), name);
    if ('code' in reading) {
      problems.push({ where: name, ...reading });
      continue;
    }
    config[name] = reading.value;
    report[name] = { value: toPrintable(setting, reading.value), from: reading.from };
  }

  const isWell = problems.length === 0;
  return {
    config: isWell ? config : null,
    problems,
    report: isWell ? report : null,
    redact: createRedactor(hidden),
  };
}

const findLayer = (layers: Layer[], name: string) => layers.find(({ values }) => Object.hasOwn(values, name));

/** No message repeats a value: what is printed nowhere need not be hidden. */
function read(setting: Setting, mode: string, layer: Layer | undefined, name: string): Reading {
  if (!layer) {
    const hasDefault = 'default' in setting && (setting.defaultIn ?? [mode]).includes(mode);
    if (hasDefault) return { value: setting.default, from: 'default' };
    if (setting.optional) return { value: null, from: null };
    return { code: 'missing', message: `Set ${name}: it has no default in the mode ${mode}.` };
  }
  const text = layer.values[name]!;
  if (text === '' && !setting.allowEmpty)
    return { code: 'empty', message: `${name} is set to nothing (${layer.from}).` };
  const value = READERS[setting.type](text, setting);
  if (value === undefined)
    return { code: 'invalid', message: `${name} is no ${setting.type} (${layer.from}).` };
  const { min = -Infinity, max = Infinity } = setting;
  if (typeof value === 'number' && (value < min || value > max))
    return { code: 'out-of-range', message: `${name} must be from ${min} to ${max} (${layer.from}).` };
  return { value, from: layer.from };
}
