import type {
  CandidateDetail,
  CandidateSummary,
  DeskExercise,
  DeskExerciseSummary,
  LintFinding,
} from '#contracts';
import type { CandidateRecord, DeskRecord, WholeCandidate } from '#persistence';

export function toCandidateSummary(row: CandidateRecord): CandidateSummary {
  return {
    id: row.id,
    exercise: row.slug,
    version: row.version,
    title: row.title,
    state: row.state,
    errors: row.errors,
    warnings: row.warnings,
    createdBy: row.authorName,
    createdAt: row.createdAt.toISOString(),
    provenAt: row.provenAt?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
  };
}

export function toCandidateDetail(row: WholeCandidate): CandidateDetail {
  const { faultCode: code, faultMessage: message } = row;
  return {
    ...toCandidateSummary(row),
    findings: [...row.findings],
    progress: row.progress,
    report: row.report,
    fault: code === null ? null : { code, message: message ?? '' },
  };
}

export function toDeskSummary(row: DeskRecord, findings: readonly LintFinding[]): DeskExerciseSummary {
  const { slug, title, version, origin, publishedAt, retiredAt, latest } = row;
  return {
    slug,
    title,
    state: version === null ? 'unpublished' : retiredAt === null ? 'published' : 'retired',
    version,
    origin,
    publishedAt: publishedAt?.toISOString() ?? null,
    retiredAt: retiredAt?.toISOString() ?? null,
    folderErrors: findings.filter(({ severity }) => severity === 'error').length,
    latestCandidate: latest === null ? null : toCandidateSummary(latest),
  };
}

export function toDeskExercise(row: DeskRecord, findings: readonly LintFinding[]): DeskExercise {
  return { ...toDeskSummary(row, findings), folderFindings: [...findings] };
}
