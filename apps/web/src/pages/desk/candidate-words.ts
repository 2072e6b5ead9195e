import type { CandidateState, DeskExerciseSummary } from '#contracts';
import type { IconName } from '../../parts/icon.js';
import type { Tone } from '../../parts/notice.js';

export interface Look {
  readonly word: string;
  readonly tone: Tone | 'busy';
  readonly icon: IconName;
}

export const CANDIDATE_LOOKS: Readonly<Record<CandidateState, Look>> = {
  'rejected-by-lint': { word: 'has mistakes', tone: 'bad', icon: 'cross' },
  queued: { word: 'waits for a worker', tone: 'busy', icon: 'clock' },
  proving: { word: 'being proven', tone: 'busy', icon: 'clock' },
  proven: { word: 'proven', tone: 'good', icon: 'check' },
  unproven: { word: 'not proven', tone: 'bad', icon: 'cross' },
  published: { word: 'published', tone: 'good', icon: 'flag' },
  superseded: { word: 'superseded', tone: 'busy', icon: 'half' },
};

export const EXERCISE_LOOKS: Readonly<Record<DeskExerciseSummary['state'], Look>> = {
  published: { word: 'published', tone: 'good', icon: 'check' },
  retired: { word: 'retired', tone: 'fair', icon: 'half' },
  unpublished: { word: 'not published yet', tone: 'busy', icon: 'clock' },
};

/** Versions are hashes: their first letters tell them apart. */
export const shortVersion = (version: string): string => version.slice(0, 12);
