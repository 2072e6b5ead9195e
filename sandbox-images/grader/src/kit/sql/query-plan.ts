import { KitFailure } from '../failures.js';
import type { SqlSession } from './sql-session.js';

/** One step of a plan, as EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS) has it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** Of one loop. */
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Heap Fetches'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** How PostgreSQL carried out a query. Counts are of what was done, not of time: they are the same on a slow machine. */
export class QueryPlan {
  /** Every step, the outermost first. */
  readonly nodes: readonly PlanNode[];

  constructor(readonly root: PlanNode) {
    this.nodes = listNodes(root);
  }

  /** Tables that were read from end to end. */
  get seqScans(): readonly string[] {
    return this.pick('Seq Scan', 'Relation Name');
  }

  /** Indexes that were used, each once. */
  get indexes(): readonly string[] {
    return [...new Set(this.nodes.flatMap((node) => node['Index Name'] ?? []))];
  }

  /** Rows were sorted, as no index had them in order. */
  get sorts(): boolean {
    return this.nodes.some((node) => node['Node Type'].includes('Sort'));
  }

  /** An index answered alone, without looking at the table. */
  get indexOnly(): boolean {
    return this.nodes.some(
      (node) => node['Node Type'] === 'Index Only Scan' && (node['Heap Fetches'] ?? 0) === 0,
    );
  }

  /** Pages of 8 KiB that were looked at, in memory or on disk. */
  get pages(): number {
    return this.root['Shared Hit Blocks'] + this.root['Shared Read Blocks'];
  }

  /** Rows that were read and then thrown away by a filter. */
  get rowsThrownAway(): number {
    return this.nodes.reduce(
      (sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'],
      0,
    );
  }

  get rows(): number {
    return this.root['Actual Rows'];
  }

  /** The steps in one line each, for messages. */
  toString(): string {
    return this.nodes.map(describeNode).join(' ← ');
  }

  private pick(type: string, key: 'Relation Name'): string[] {
    return this.nodes.filter((node) => node['Node Type'] === type).flatMap((node) => node[key] ?? []);
  }
}

/** SECURITY: I14: settings that would bend the planner are put back first; parallel plans would differ with the machine. */
const PLANNER = `SELECT set_config(name, reset_val, false) FROM (
  SELECT name, CASE WHEN name = 'max_parallel_workers_per_gather' THEN '0' ELSE boot_val END AS reset_val
  FROM pg_catalog.pg_settings WHERE category LIKE 'Query Tuning%' AND context = 'user') AS planner`;

interface PlanOptions {
  readonly params?: readonly unknown[] | undefined;
  readonly source?: { path: string; script: string; offset: number };
  readonly what?: string;
}

/** @throws KitFailure when the statement is none that has a plan */
export async function readPlan(session: SqlSession, sql: string, options: PlanOptions): Promise<QueryPlan> {
  await session.run(PLANNER);
  await session.run('BEGIN');
  const prefix = 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ';
  const { source } = options;
  const { rows } = await session.run(prefix + sql, {
    ...options,
    single: true,
    ...(source === undefined ? {} : { source: { ...source, offset: source.offset - prefix.length } }),
  });
  await session.run('ROLLBACK');
  const [plan] = (rows[0]?.[0] ?? []) as { Plan?: PlanNode }[];
  if (plan?.Plan === undefined)
    throw new KitFailure('assertion', `${options.what ?? 'The statement'} has no plan.`);
  return new QueryPlan(plan.Plan);
}

function listNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}

function describeNode(node: PlanNode): string {
  const on = node['Index Name'] ?? node['Relation Name'];
  return on === undefined ? node['Node Type'] : `${node['Node Type']} on ${on}`;
}
