import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { registerMetrics, registerWorkerMetrics } from '#observability';

const ROOT = resolve(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (parse(read('apps/compose/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const { panels } = JSON.parse(read('apps/compose/grafana/touchstone.json')) as { panels: Panel[] };

const asked = [
  ...rules.map(({ alert, expr }) => [`the alert ${alert}`, expr] as const),
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [`the panel “${title}”`, expr] as const),
  ),
];

/** The pages of API and worker, with at least one sample of everything that has labels. */
async function renderPages(): Promise<string> {
  const api = registerMetrics({ waiting: () => Promise.resolve({ length: 1, oldestSeconds: 1 }) });
  api.observeRequest({ method: 'GET', route: '/healthz', status: 200, durationMs: 1 });
  const worker = registerWorkerMetrics();
  const number = () => 1;
  worker.watch({
    slots: number,
    running: number,
    podsReady: number,
    isOpen: () => true,
    swept: number,
    orphansRemoved: number,
  });
  worker.countVerdict({ exercise: 'todo', version: 'a'.repeat(64), outcome: 'accepted' });
  worker.countSystemError('engine-unavailable');
  for (const phase of ['queued', 'preparing', 'building', 'starting', 'testing', 'total'] as const)
    worker.observePhase(phase, 1);
  worker.countForgotten('logs', 1);
  worker.countPod('ahead');
  worker.observeRefill(1);
  return `${await api.render()}\n${await worker.render()}`;
}

/** Name of each metric → its labels with the values that were seen. Prometheus itself adds `up`, `job` and `instance`. */
async function listExposed(): Promise<Map<string, Map<string, Set<string>>>> {
  const exposed = new Map([['up', new Map<string, Set<string>>()]]);
  for (const [, name = '', labels = ''] of (await renderPages()).matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = exposed.get(name) ?? new Map<string, Set<string>>();
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g))
      known.set(label, (known.get(label) ?? new Set()).add(value));
    exposed.set(name, known);
  }
  return exposed;
}

const WORDS = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'bool', 'offset']);
const ADDED_LABELS = ['job', 'instance'];

/** What an expression reads: metrics with the labels they are chosen by, and labels that it groups by. */
function readExpression(expr: string) {
  const groups = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(/, ?/),
  );
  const plain = expr.replaceAll(/\b(by|without) \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]/g, '');
  const selectors = [...plain.matchAll(/\b([a-z_][\w:]*)\s*(\{[^}]*\})?(?!\w*\s*\()/gi)]
    .map(([, name = '', labels = '']) => ({ name, labels }))
    .filter(({ name }) => !WORDS.has(name) && isOutsideBraces(plain, name));
  return { groups, selectors };
}

/** Names of labels stand in braces; those of metrics do not. */
const isOutsideBraces = (expr: string, name: string) =>
  new RegExp(`\\b${name}\\b`).test(expr.replaceAll(/\{[^}]*\}/g, ''));

describe('alerts and dashboard', () => {
  it.each(asked)('read only what API and worker expose: %s', async (_, expr) => {
    const exposed = await listExposed();
    const { groups, selectors } = readExpression(expr);

    expect(selectors.length).toBeGreaterThan(0);
    const labels = new Set([
      ...ADDED_LABELS,
      ...selectors.flatMap(({ name }) => [...(exposed.get(name)?.keys() ?? [])]),
    ]);
    expect(selectors.map(({ name }) => name).filter((name) => !exposed.has(name))).toEqual([]);
    expect(groups.filter((label) => !labels.has(label))).toEqual([]);
    for (const { name, labels: chosen } of selectors)
      for (const [, label = ''] of chosen.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
        expect([...ADDED_LABELS, ...(exposed.get(name)?.keys() ?? [])]).toContain(label);
  });

  it.each([
    ['max(touchstone_queue_length) > 3', 'touchstone_queue_length'],
    ['rate(touchstone_verdicts[5m])', 'touchstone_verdicts'],
  ])('sees that nobody exposes what %s reads', async (expr, missing) => {
    const exposed = await listExposed();

    const names = readExpression(expr).selectors.map(({ name }) => name);

    expect(names.filter((name) => !exposed.has(name))).toEqual([missing]);
  });

  it('look at phases of judging that there are', async () => {
    const phases = (await listExposed()).get('touchstone_phase_duration_seconds_bucket')!.get('phase')!;
    const named = asked.flatMap(([, expr]) =>
      [...expr.matchAll(/phase="(\w+)"/g)].map(([, phase = '']) => phase),
    );

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((phase) => !phases.has(phase))).toEqual([]);
  });

  it('watch everything that the platform itself counts', async () => {
    const ours = [...(await listExposed()).keys()].filter((name) => name.startsWith('touchstone_'));
    const text = asked.map(([, expr]) => expr).join('\n');
    const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '');

    expect([...new Set(ours.map(base))].filter((name) => !text.includes(name))).toEqual([]);
  });
});

describe('every alert', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says what is wrong, and where to read on',
    (_, rule) => {
      expect(rule.annotations.summary).toMatch(/\.$|}}\.$/);
      expect(read('docs/RUNBOOK.md')).toContain(`\n## ${rule.annotations.runbook}\n`);
    },
  );
});
