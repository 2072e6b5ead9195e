import type { CohortDetail } from '#contracts';

/** What the inputs of a cohort's terms hold. */
export interface CohortDraft {
  readonly [name: string]: string | boolean;
  readonly name: string;
  readonly summary: string;
  /** Empty: exercises are chosen one by one. */
  readonly track: string;
  /** Slugs, separated by spaces, in order. */
  readonly exercises: string;
  readonly startsAt: string;
  readonly dueAt: string;
  readonly closesAt: string;
  readonly latePenaltyPercent: string;
  readonly attemptCap: string;
  readonly coolDownMinutes: string;
  readonly feedbackRelease: string;
  readonly boardMode: string;
  /** These two are asked of a cohort that is there. */
  readonly joinOpen: boolean;
  readonly archived: boolean;
}

export const EMPTY_DRAFT: CohortDraft = {
  name: '',
  summary: '',
  track: '',
  exercises: '',
  startsAt: '',
  dueAt: '',
  closesAt: '',
  latePenaltyPercent: '',
  attemptCap: '',
  coolDownMinutes: '',
  feedbackRelease: 'exercise',
  boardMode: 'cohort',
  joinOpen: true,
  archived: false,
};

export function toDraft(cohort: CohortDetail): CohortDraft {
  return {
    name: cohort.name,
    summary: cohort.summary,
    track: cohort.track?.slug ?? '',
    exercises: cohort.track === null ? cohort.exercises.map(({ slug }) => slug).join(' ') : '',
    startsAt: toLocalInput(cohort.startsAt),
    dueAt: toLocalInput(cohort.dueAt),
    closesAt: toLocalInput(cohort.closesAt),
    latePenaltyPercent: toText(cohort.latePenaltyPercent),
    attemptCap: toText(cohort.attemptCap),
    coolDownMinutes: toText(cohort.coolDownMinutes),
    feedbackRelease: cohort.feedbackRelease,
    boardMode: cohort.boardMode,
    joinOpen: cohort.manage?.joinOpen ?? true,
    archived: cohort.archivedAt !== null,
  };
}

/** The terms as the API takes them; what cannot be one stays as it is, for the schema to tell. */
export function toTerms(draft: CohortDraft): Record<string, unknown> {
  return {
    name: draft.name,
    summary: draft.summary,
    track: draft.track === '' ? null : draft.track,
    exercises: draft.track === '' ? toSlugs(draft.exercises) : [],
    startsAt: toMoment(draft.startsAt),
    dueAt: toMoment(draft.dueAt),
    closesAt: toMoment(draft.closesAt),
    latePenaltyPercent: toNumber(draft.latePenaltyPercent),
    attemptCap: toNumber(draft.attemptCap),
    coolDownMinutes: toNumber(draft.coolDownMinutes),
    feedbackRelease: draft.feedbackRelease,
    boardMode: draft.boardMode,
  };
}

export const toSlugs = (text: string): string[] => text.split(' ').filter(Boolean);

const toText = (value: number | null): string => (value === null ? '' : String(value));
const toNumber = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** `datetime-local` speaks the time of this browser, without saying which that is. */
function toMoment(local: string): string | null {
  if (local === '') return null;
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString();
}

/** Whole minutes as people write them; an end at 23:59:59 keeps its seconds, or saving something else would move it. */
function toLocalInput(moment: string | null): string {
  if (moment === null) return '';
  const date = new Date(moment);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().replace(/(:00)?(\.000)?Z$/, '');
}
