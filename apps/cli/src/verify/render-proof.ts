import { TIGHT_SHARE, type ExerciseProof, type HeadRoom, type LocatedProblem } from '#exercise-catalog';
import { indent, toPrintable } from '../terminal/printable.js';
import type { Style } from '../terminal/style.js';
import { renderMatrix } from './render-matrix.js';

export interface ProofFacts {
  readonly slug: string;
  readonly repeats: number;
  /** Percent of the processor time that the limits allow. */
  readonly throttle?: number;
  readonly tookMs: number;
  /** Only some programs ran. */
  readonly partial: boolean;
}

/** A proof whose problems say where they can be mended. */
export interface ShownProof extends ExerciseProof {
  readonly problems: readonly LocatedProblem[];
}

/** The whole report of `exercise verify` on one exercise, for people. */
export function renderProof(proof: ShownProof, facts: ProofFacts, style: Style, width: number): string[] {
  return [
    '',
    ...renderMatrix(proof.matrix, style, width),
    '',
    ...renderHeadRoom(proof.headRoom, style),
    ...renderFlakeRate(proof, facts, style),
    ...renderProblems(proof, style),
    '',
    renderSummary(proof, facts, style),
  ];
}

function renderHeadRoom(headRoom: readonly HeadRoom[], style: Style): string[] {
  if (headRoom.length === 0) return [];
  const title = style.bold('Head-room') + style.dim(' (the most that any accepted solution used)');
  return [`  ${title}`, ...headRoom.map((entry) => `  ${renderUse(entry, style)}`)];
}

function renderUse({ limit, used, allowed, unit, share, by }: HeadRoom, style: Style): string {
  const text = `  ${limit.padEnd(9)}  ${String(used).padStart(6)} of ${String(allowed).padStart(6)} ${unit.padEnd(3)}  ${`${Math.round(share * 100)} %`.padStart(5)}  ${by}`;
  return share > TIGHT_SHARE ? style.yellow(`${text}  tight: a busier machine could fail it`) : text;
}

/** One run cannot differ from itself. */
function renderFlakeRate({ flaky, matrix }: ExerciseProof, { repeats }: ProofFacts, style: Style): string[] {
  if (repeats < 2) return [];
  const text = `  ${style.bold('Flake rate')}  ${flaky.length} of ${count(matrix.rows.length, 'program')} not the same each time`;
  return [flaky.length === 0 ? text : style.red(text)];
}

function renderProblems({ problems }: ShownProof, style: Style): string[] {
  if (problems.length === 0) return [];
  const byProgram = new Map<string, LocatedProblem[]>();
  for (const problem of problems) {
    const key = problem.program ?? 'tests/hidden';
    byProgram.set(key, [...(byProgram.get(key) ?? []), problem]);
  }
  const blocks = [...byProgram].flatMap(([program, found]) => [
    `  ${style.bold(program)}`,
    ...found.flatMap((problem) => renderProblem(problem, style)),
  ]);
  return ['', ...blocks];
}

function renderProblem({ message, file, line, column }: LocatedProblem, style: Style): string[] {
  return [
    indent(`${style.red('✘')} ${toPrintable(message).replaceAll('\n', '\n  ')}`, 4),
    indent(style.dim(`${file}:${line}:${column}`), 6),
  ];
}

function renderSummary(proof: ExerciseProof, facts: ProofFacts, style: Style): string {
  const programs = count(proof.matrix.rows.length, 'program');
  const tests = count(proof.matrix.tests.length, 'hidden test');
  const throttled = facts.throttle === undefined ? '' : ` at ${facts.throttle} % of the processor time`;
  const scale = `${programs} × ${tests}, ${count(facts.repeats, 'run')} each${throttled}, ${(facts.tookMs / 1000).toFixed(1)} s`;
  if (proof.incomplete)
    return style.red(`✘ ${facts.slug} could not be verified: this machine failed to judge it (${scale})`);
  if (!proof.proven)
    return style.red(`✘ ${facts.slug} is not proven: ${count(proof.problems.length, 'problem')} (${scale})`);
  const verdict = facts.partial ? 'holds for the programs that ran' : 'is proven';
  return style.green(`✔ ${facts.slug} ${verdict}`) + style.dim(` (${scale})`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
