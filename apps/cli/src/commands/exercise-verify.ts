import { relative } from 'node:path';
import type { ExerciseProof } from '#exercise-catalog';
import type { Context } from '../context.js';
import { EXIT_CODE } from '../exit-code.js';
import { getExercise, listExerciseFolders } from '../local/load-exercises.js';
import { openLocalJudge } from '../local/local-judge.js';
import { renderProof } from '../verify/render-proof.js';
import { verifyExercise } from '../verify/verify-exercise.js';

export interface VerifyCommandOptions {
  readonly repeats: number;
  readonly concurrency?: number;
  readonly only: readonly string[];
  readonly json?: boolean;
}

/** Proves exercises with their own solutions. 0: proven, 1: not proven, 2: this machine could not judge them. */
export async function exerciseVerify(
  context: Context,
  names: readonly string[],
  options: VerifyCommandOptions,
): Promise<number> {
  const { terminal } = context;
  const dirs = await listExerciseFolders(names, context.cwd);
  const loaded = await Promise.all(dirs.map((dir) => getExercise(dir, context.cwd)));
  const judge = await openLocalJudge(
    context,
    loaded.map(({ exercise }) => exercise),
  );
  const proofs: ExerciseProof[] = [];
  for (const [index, entry] of loaded.entries()) {
    const { slug, version } = entry.exercise;
    const quiet = options.json === true;
    if (!quiet)
      terminal.print(
        `${terminal.style.bold(slug)}  ${terminal.style.dim(relative(context.cwd, dirs[index] ?? ''))}`,
      );
    const startedAt = Date.now();
    const concurrency = options.concurrency ?? judge.capacity;
    const { proof, programs } = await verifyExercise(context, judge, entry, {
      ...options,
      concurrency,
      quiet,
    });
    proofs.push(proof);
    const facts = {
      slug,
      repeats: options.repeats,
      tookMs: Date.now() - startedAt,
      partial: options.only.length > 0,
    };
    if (quiet) terminal.print(JSON.stringify({ slug, version, ...proof, runs: programs }));
    else terminal.print(renderProof(proof, facts, terminal.style, terminal.width).join('\n'));
  }
  return toExitCode(proofs);
}

function toExitCode(proofs: readonly ExerciseProof[]): number {
  if (proofs.some((proof) => proof.incomplete)) return EXIT_CODE.ourFault;
  return proofs.every((proof) => proof.proven) ? EXIT_CODE.ok : EXIT_CODE.notAccepted;
}
