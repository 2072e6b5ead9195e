import {
  ExpositionMistake,
  keyOf,
  METRIC_TYPES,
  type MetricFamily,
  type MetricSample,
  type MetricType,
} from './exposition.js';
import { readSample } from './read-sample.js';

/** Comparing and printing more than this takes seconds (threat H10). */
const MAX_SAMPLES = 10_000;

const PARTS: Readonly<Record<MetricType, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  untyped: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/**
 * The families of a text in Prometheus' text format 0.0.4, as strictly as its description reads. Only a missing last line feed is
 * taken, as Prometheus takes it. Whether a histogram is one is not looked at here.
 * @throws ExpositionMistake at the first line that is wrong
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): readonly MetricFamily[] {
  const reader = new Reader();
  for (const [index, line] of text.split('\n').entries()) {
    try {
      reader.read(line);
    } catch (error) {
      if (error instanceof ExpositionMistake) error.line = index + 1;
      throw error;
    }
  }
  return [...reader.families.values()].map(({ type, ...family }) => ({ ...family, type: type ?? 'untyped' }));
}

interface OpenFamily {
  readonly name: string;
  type: MetricType | null;
  help: string | null;
  readonly samples: MetricSample[];
}

class Reader {
  readonly families = new Map<string, OpenFamily>();
  readonly #series = new Set<string>();
  #current: OpenFamily | null = null;

  read(line: string): void {
    if (line.endsWith('\r')) throw new ExpositionMistake('the line ends with a carriage return');
    const text = line.replace(/^[ \t]+/, '');
    if (text === '') return;
    if (text.startsWith('#')) this.#readComment(text.slice(1));
    else this.#readSample(text);
  }

  #readComment(text: string): void {
    const [, keyword = '', name = '', rest = ''] =
      /^[ \t]*([^ \t]*)[ \t]*([^ \t]*)[ \t]?(.*)$/.exec(text) ?? [];
    if (keyword !== 'HELP' && keyword !== 'TYPE') return;
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name))
      throw new ExpositionMistake(`${keyword} without the name of a metric`);
    const family = this.#enter(name);
    if ((keyword === 'HELP' ? family.help : family.type) !== null)
      throw new ExpositionMistake(`a second ${keyword} line for ${name}`);
    if (family.samples.length > 0)
      throw new ExpositionMistake(`the ${keyword} line of ${name} comes after a value of it`);
    if (keyword === 'HELP') family.help = readHelp(rest);
    else family.type = readType(name, rest.trim());
  }

  #readSample(line: string): void {
    const sample = readSample(line);
    const family = this.#findOwner(sample.name);
    const key = `${sample.name}${keyOf(sample.labels)}`;
    if (this.#series.has(key)) throw new ExpositionMistake('a second value for the same name and labels');
    this.#series.add(key);
    if (this.#series.size > MAX_SAMPLES) throw new ExpositionMistake(`more than ${MAX_SAMPLES} values`);
    family.samples.push(sample);
  }

  #findOwner(name: string): OpenFamily {
    const current = this.#current;
    if (current && isPartOf(current, name)) return current;
    const owner = [...suffixesCutFrom(name)].find((base) => {
      const family = this.families.get(base);
      return family !== undefined && isPartOf(family, name);
    });
    if (owner !== undefined) throw this.#apart(owner);
    const family = this.#enter(name);
    if (!isPartOf(family, name))
      throw new ExpositionMistake(
        `${name} is a ${family.type}: its values are called ${PARTS[family.type ?? 'untyped'].map((part) => name + part).join(', ')}`,
      );
    return family;
  }

  #enter(name: string): OpenFamily {
    if (this.#current?.name === name) return this.#current;
    if (this.families.has(name)) throw this.#apart(name);
    const family = { name, type: null, help: null, samples: [] };
    this.families.set(name, family);
    this.#current = family;
    return family;
  }

  #apart(name: string): ExpositionMistake {
    return new ExpositionMistake(`the lines of ${name} do not stand together`);
  }
}

const isPartOf = ({ name, type }: OpenFamily, sampleName: string): boolean =>
  PARTS[type ?? 'untyped'].some((part) => name + part === sampleName);

function suffixesCutFrom(name: string): string[] {
  return ['_bucket', '_sum', '_count']
    .filter((part) => name.endsWith(part))
    .map((part) => name.slice(0, -part.length));
}

function readType(name: string, text: string): MetricType {
  const type = METRIC_TYPES.find((known) => known === text);
  if (!type)
    throw new ExpositionMistake(
      `${JSON.stringify(text)} as the type of ${name}: there are ${METRIC_TYPES.join(', ')}`,
    );
  return type;
}

function readHelp(text: string): string {
  return text.replaceAll(/\\(.?)/g, (_, escaped: string) => {
    if (escaped === 'n') return '\n';
    if (escaped === '\\') return '\\';
    throw new ExpositionMistake(`\\${escaped} in a HELP line: only \\\\ and \\n are escapes`);
  });
}
