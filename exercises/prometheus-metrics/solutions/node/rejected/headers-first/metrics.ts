type Labels = Record<string, string>;

const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, Infinity];

/** A number for each set of labels. */
export class Series {
  private readonly values = new Map<string, number>();

  add(labels: Labels, amount: number): void {
    const key = toText(labels);
    this.values.set(key, (this.values.get(key) ?? 0) + amount);
  }

  write(name: string): string {
    return [...this.values].map(([labels, value]) => `${name}${labels} ${value}\n`).join('');
  }
}

interface Distribution {
  labels: Labels;
  /** One for each bound, each alone. They are added up when they are written. */
  counts: number[];
  sum: number;
}

export class Durations {
  private readonly distributions = new Map<string, Distribution>();

  observe(labels: Labels, seconds: number): void {
    const key = toText(labels);
    const found = this.distributions.get(key) ?? { labels, counts: BOUNDS.map(() => 0), sum: 0 };
    this.distributions.set(key, found);
    found.counts[BOUNDS.findIndex((bound) => seconds <= bound)]! += 1;
    found.sum += seconds;
  }

  write(name: string): string {
    return [...this.distributions.values()].map((one) => writeDistribution(name, one)).join('');
  }
}

export function describeMetric(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function writeDistribution(name: string, { labels, counts, sum }: Distribution): string {
  let total = 0;
  const buckets = BOUNDS.map((bound, index) => {
    total += counts[index]!;
    const le = bound === Infinity ? '+Inf' : String(bound);
    return `${name}_bucket${toText({ ...labels, le })} ${total}\n`;
  });
  return `${buckets.join('')}${name}_sum${toText(labels)} ${sum}\n${name}_count${toText(labels)} ${total}\n`;
}

function toText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The backslash first, or the other two would be escaped twice. */
function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
