import type {
  DraftOccasion,
  DraftRevisionId,
  ExerciseId,
  RuntimeName,
  SubmissionFile,
  UserId,
} from '#contracts';

/** Whose draft, of what. */
export interface DraftKey {
  readonly userId: UserId;
  /** The id in the manifest of the exercise. */
  readonly exerciseId: ExerciseId;
  readonly runtime: RuntimeName;
}

/** A draft as it is now. */
export interface DraftRecord {
  readonly revision: number;
  readonly savedAt: Date;
  readonly files: readonly SubmissionFile[];
}

/** A line of a draft's history. */
export interface DraftRevisionRecord {
  readonly id: DraftRevisionId;
  readonly savedAt: Date;
  readonly occasion: DraftOccasion;
  readonly fileCount: number;
  readonly bytes: number;
}

/** SQL that holds for the rows of one draft, given its key as $1 to $3. */
export const OF_DRAFT = 'user_id = $1 AND exercise_id = $2 AND runtime = $3';

export const toKeyParameters = ({ userId, exerciseId, runtime }: DraftKey) => [userId, exerciseId, runtime];
