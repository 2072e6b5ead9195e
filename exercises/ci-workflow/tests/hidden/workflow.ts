import { artifact } from '@touchstone/kit';

export type Fields = Readonly<Record<string, unknown>>;

export interface Step {
  readonly fields: Fields;
  readonly run: string | null;
  /** `owner/name@commit` */
  readonly uses: string | null;
  readonly with: Fields;
  readonly env: Fields;
}

export interface Job {
  readonly id: string;
  readonly fields: Fields;
  readonly needs: readonly string[];
  readonly env: Fields;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly fields: Fields;
  /** What each event is restricted to, by its name. */
  readonly on: ReadonlyMap<string, Fields>;
  readonly env: Fields;
  readonly jobs: readonly Job[];
}

const PATHS = ['ci.yml', '.github/workflows/ci.yml', 'ci.yaml'];

let known: { readonly text: string; readonly workflow: Workflow } | null = null;

/** `ci.yml`, as GitHub takes it: what it would refuse fails the test. Read once, as tests play it many times. */
export function readWorkflow(): Workflow {
  const path = PATHS.find((one) => artifact.files().includes(one)) ?? 'ci.yml';
  const text = artifact.text(path);
  if (known?.text !== text) known = { text, workflow: toWorkflow(artifact.yaml(path)) };
  return known.workflow;
}

function toWorkflow(fields: unknown): Workflow {
  if (!isFields(fields)) throw refusal('it is no mapping with "on" and "jobs"');
  const jobs = Object.entries(toFields(fields.jobs)).map(([id, job]) => toJob(id, job));
  if (jobs.length === 0) throw refusal('it has no jobs');
  return { fields, on: toEvents(fields.on), env: toFields(fields.env), jobs: inOrder(jobs) };
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const toFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** One text, or a list of them. */
export function toTexts(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

const refusal = (why: string): Error => new Error(`GitHub does not take this workflow: ${why}.`);

function toEvents(on: unknown): Map<string, Fields> {
  if (on === undefined || on === null) throw refusal('it has no "on"');
  if (isFields(on)) return new Map(Object.entries(on).map(([name, filters]) => [name, toFields(filters)]));
  return new Map(toTexts(on).map((name) => [name, {}]));
}

function toJob(id: string, value: unknown): Job {
  if (!isFields(value)) throw refusal(`the job ${id} is no mapping`);
  if (value['runs-on'] === undefined) throw refusal(`the job ${id} has no "runs-on"`);
  if (!Array.isArray(value.steps) || value.steps.length === 0) throw refusal(`the job ${id} has no steps`);
  return {
    id,
    fields: value,
    needs: toTexts(value.needs),
    env: toFields(value.env),
    steps: value.steps.map((step) => toStep(id, step)),
  };
}

function toStep(job: string, value: unknown): Step {
  const { run, uses } = toFields(value);
  const isOne = (typeof run === 'string') !== (typeof uses === 'string');
  if (!isFields(value) || !isOne) throw refusal(`a step of the job ${job} has not either "run" or "uses"`);
  return {
    fields: value,
    run: typeof run === 'string' ? run : null,
    uses: typeof uses === 'string' ? uses.trim() : null,
    with: toFields(value.with),
    env: toFields(value.env),
  };
}

/** Each job behind those that it needs. */
function inOrder(jobs: readonly Job[]): Job[] {
  const sorted: Job[] = [];
  const isDone = (id: string): boolean => sorted.some((job) => job.id === id);
  while (sorted.length < jobs.length) {
    const next = jobs.find(({ id, needs }) => !isDone(id) && needs.every(isDone));
    if (next === undefined) throw refusal('a job needs itself, or one that is not there');
    sorted.push(next);
  }
  return sorted;
}

/** Whether a step uses an action, in any version. */
export const isAction = ({ uses }: Step, name: string): boolean =>
  uses?.toLowerCase().startsWith(`${name}@`) ?? false;
