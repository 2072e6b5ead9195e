import { dirname, relative } from 'node:path';
import { locateProblems, readExerciseFiles, type ExerciseProof } from '#exercise-catalog';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { EXERCISES_DIR, getExercise, listExerciseFolders } from '../local/load-exercises.js';
import { openLocalJudge } from '../local/local-judge.js';
import { ProofLedger } from '../verify/proof-ledger.js';
import { summariseProof } from '../verify/summarise-proof.js';
import { renderProof } from '../verify/render-proof.js';
import { verifyExercise } from '../verify/verify-exercise.js';

export interface VerifyCommandOptions {
  readonly repeats: number;
  readonly concurrency?: number;
  readonly only: readonly string[];
  /** Percent of the processor time that the limits allow. */
  readonly throttle?: number;
  /** Also those that are proven as they stand. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/**
 * Proves exercises with their own solutions: those named, or those of the clone that changed since their last proof.
 * 0: proven, 1: not proven, 2: this machine could not judge them.
 */
export async function exerciseVerify(
  context: Context,
  names: readonly string[],
  options: VerifyCommandOptions,
): Promise<number> {
  const { terminal } = context;
  const ledger = new ProofLedger();
  const found = await listExerciseFolders(names, context.cwd);
  const all = await Promise.all(
    found.map(async (dir) => ({ dir, ...(await getExercise(dir, context.cwd)) })),
  );
  const wanted = names.length > 0 || options.all === true || options.only.length > 0;
  const loaded = wanted ? all : all.filter((entry) => !ledger.isProven(entry));
  if (loaded.length === 0) {
    terminal.print(`Every exercise is proven as it stands (${all.length}). --all proves them again.`);
    return EXIT_CODE.ok;
  }
  const judge = await openLocalJudge(
    context,
    loaded.map(({ exercise }) => exercise),
  );
  const proofs: ExerciseProof[] = [];
  try {
    for (const entry of loaded) {
      const { slug, version } = entry.exercise;
      const quiet = options.json === true;
      if (!quiet)
        terminal.print(
          `${terminal.style.bold(slug)}  ${terminal.style.dim(relative(context.cwd, entry.dir))}`,
        );
      const startedAt = Date.now();
      const concurrency = options.concurrency ?? judge.capacity;
      const { proof, programs } = await verifyExercise(context, judge, entry, {
        ...options,
        concurrency,
        quiet,
      });
      proofs.push(proof);
      const isPlain = options.only.length === 0 && options.throttle === undefined;
      if (proof.proven && isPlain && dirname(entry.dir) === EXERCISES_DIR)
        ledger.record(entry, summariseProof(options.repeats, programs));
      const facts = {
        slug,
        repeats: options.repeats,
        ...(options.throttle === undefined ? {} : { throttle: options.throttle }),
        tookMs: Date.now() - startedAt,
        partial: options.only.length > 0,
      };
      if (quiet) terminal.print(JSON.stringify({ slug, version, ...proof, runs: programs }));
      else {
        const problems = locateProblems(proof.problems, await readExerciseFiles(entry.dir));
        terminal.print(renderProof({ ...proof, problems }, facts, terminal.style, terminal.width).join('\n'));
      }
    }
  } finally {
    await judge.close();
  }
  return toExitCode(proofs);
}

function toExitCode(proofs: readonly ExerciseProof[]): number {
  if (proofs.some((proof) => proof.incomplete)) return EXIT_CODE.ourFault;
  return proofs.every((proof) => proof.proven) ? EXIT_CODE.ok : EXIT_CODE.notAccepted;
}
