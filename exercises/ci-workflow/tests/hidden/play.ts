import { findTask, listCommands, type Command, type Task } from './commands.ts';
import type { Context, Status } from './evaluate.ts';
import { isTriggered, type Event } from './events.ts';
import { fillIn, isMet } from './expressions.ts';
import { listLegs } from './matrix.ts';
import { describeServices } from './services.ts';
import { readWorkflow, toFields, type Fields, type Job, type Step, type Workflow } from './workflow.ts';

/** One machine: a job, or one combination of its matrix. */
export interface Leg {
  readonly job: Job;
  readonly matrix: Fields;
  /** Steps that it came to, in order. */
  readonly steps: readonly PlayedStep[];
  readonly hasFailed: boolean;
  /** What expressions in it stand for. */
  readonly context: Context;
}

export interface PlayedStep {
  readonly step: Step;
  /** The commands that were run, up to the one that failed. */
  readonly commands: readonly Command[];
  /** Variables of the workflow, job and step together. */
  readonly env: Fields;
  /** What expressions in it stand for. */
  readonly context: Context;
}

export interface Run {
  readonly legs: readonly Leg[];
  readonly hasFailed: boolean;
}

type Breaks = (task: Task, leg: Leg) => boolean;
type Result = 'success' | 'failure' | 'skipped';

const NOTHING_BREAKS: Breaks = () => false;

/** Plays the workflow for an event, with some commands failing. Without jobs where it does not start. */
export function play(event: Event, breaks: Breaks = NOTHING_BREAKS): Run {
  const workflow = readWorkflow();
  const results = new Map<string, Result>();
  /** What each job waits for, and what that waits for. */
  const above = new Map<string, ReadonlySet<string>>();
  const legs: Leg[] = [];
  if (!isTriggered(workflow, event)) return { legs, hasFailed: false };
  for (const job of workflow.jobs) {
    above.set(job.id, new Set(job.needs.flatMap((id) => [id, ...(above.get(id) ?? [])])));
    const ancestors = [...(above.get(job.id) ?? [])].map((id) => results.get(id));
    const status = {
      hasFailed: ancestors.includes('failure'),
      hasSucceeded: ancestors.every((result) => result === 'success'),
    };
    const context = contextOf(event, job, results);
    if (!isMet(job.fields.if, context, status)) {
      results.set(job.id, 'skipped');
      continue;
    }
    const own = listLegs(job, context).map((matrix) =>
      playLeg(workflow, job, { ...context, matrix }, breaks),
    );
    legs.push(...own);
    results.set(job.id, own.some(failsJob) ? 'failure' : 'success');
  }
  return { legs, hasFailed: [...results.values()].includes('failure') };
}

function contextOf(event: Event, job: Job, results: ReadonlyMap<string, Result>): Context {
  const needs = Object.fromEntries(job.needs.map((id) => [id, { result: results.get(id), outputs: {} }]));
  return {
    github: { ...event.github, job: job.id },
    needs,
    vars: {},
    inputs: {},
    runner: { os: 'Linux', arch: 'X64' },
    secrets: event.secrets,
    job: { status: 'success', services: describeServices(job) },
  };
}

const failsJob = ({ job, hasFailed, context }: Leg): boolean =>
  hasFailed && fillIn(job.fields['continue-on-error'], context) !== true;

function playLeg(workflow: Workflow, job: Job, context: Context, breaks: Breaks): Leg {
  const matrix = toFields(context.matrix);
  const shell = shellOf(job.fields) ?? shellOf(workflow.fields);
  const played: PlayedStep[] = [];
  let leg: Leg = { job, matrix, steps: played, hasFailed: false, context };
  for (const step of job.steps) {
    const env = { ...workflow.env, ...job.env, ...step.env };
    const status: Status = { hasFailed: leg.hasFailed, hasSucceeded: !leg.hasFailed };
    const filled = fillAll(env, context);
    const here = { ...context, env: filled, steps: {} };
    if (!isMet(step.fields.if, here, status)) continue;
    const { commands, isBroken } = runStep(step, shell, (task) => breaks(task, leg));
    played.push({ step, commands, env: filled, context: here });
    const isForgiven = fillIn(step.fields['continue-on-error'], here) === true;
    if (isBroken && !isForgiven) leg = { ...leg, hasFailed: true };
  }
  return leg;
}

const shellOf = (fields: Fields): unknown => toFields(toFields(fields.defaults).run).shell;

/** Values of variables; what cannot be known while playing (outputs of steps) is empty. */
function fillAll(env: Fields, context: Context): Fields {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fillIn(value, context)]));
}

function runStep(step: Step, shell: unknown, breaks: (task: Task) => boolean) {
  const all = step.run === null ? [] : listCommands(step.run, (step.fields.shell ?? shell) === 'bash');
  const failed = all.findIndex((command) => {
    const task = findTask(command);
    return command.counts && task !== null && breaks(task);
  });
  return failed < 0
    ? { commands: all, isBroken: false }
    : { commands: all.slice(0, failed + 1), isBroken: true };
}

export interface DoneTask {
  readonly leg: Leg;
  readonly played: PlayedStep;
  readonly command: Command;
}

/** Where a run did something, in order. */
export function listDone({ legs }: Run, task: Task): DoneTask[] {
  return legs.flatMap((leg) =>
    leg.steps.flatMap((played) =>
      played.commands
        .filter((command) => findTask(command) === task)
        .map((command) => ({ leg, played, command })),
    ),
  );
}

/** What a run did, each task once, in order of the alphabet. */
export function listTasks(run: Run): Task[] {
  const commands = run.legs.flatMap(({ steps }) => steps.flatMap((played) => played.commands));
  const tasks = commands.flatMap((command) => findTask(command) ?? []);
  return [...new Set(tasks)].sort();
}
