import { Injectable } from '@nestjs/common';
import { ExerciseSlug } from '#contracts';
import type { LintProblem } from '#exercise-catalog';

/** What lint found in the operator's folders of exercises, as they were at start. Staff may read it, learners not. */
@Injectable()
export class FolderFindings {
  private readonly findings = new Map<string, readonly LintProblem[]>();

  add(folder: string, found: readonly LintProblem[]): void {
    this.findings.set(folder, found);
  }

  of(slug: string): readonly LintProblem[] {
    return this.findings.get(slug) ?? [];
  }

  /** Folders with mistakes, by the slug they would have. */
  listBroken(): ExerciseSlug[] {
    return [...this.findings]
      .filter(([, found]) => found.some(({ severity }) => severity === 'error'))
      .flatMap(([folder]) => ExerciseSlug.safeParse(folder).data ?? []);
  }
}
