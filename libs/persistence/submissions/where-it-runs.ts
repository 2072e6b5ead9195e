import { ProgramRuntime } from '#contracts';

/** A worker that has told nothing for as long is not counted on: four times as long as it waits between two announcements. */
export const LOST_AFTER_SECONDS = 20;

/** Where a query finds what decides which images a row needs. */
interface RowColumns {
  readonly version: string;
  readonly runtime: string;
}

/**
 * SQL: whether worker $1 should leave a row to another one, as it lacks an image that the row's pod is made of and another,
 * which takes work, has all of them. Where nobody has them, whoever asks first gets the row and says what is missing.
 */
export const isForOthers = (row: RowColumns): string =>
  `EXISTS (SELECT 1 FROM workers me JOIN workers other ON other.id <> me.id
      CROSS JOIN LATERAL (${selectNeeds(row)}) needs
    WHERE me.id = $1 AND NOT me.images @> needs.images
      AND other.images @> needs.images AND other.gate_open AND other.mode <> 'draining'
      AND other.seen_at > clock_timestamp() - interval '${LOST_AFTER_SECONDS} seconds')`;

const PROGRAMS = ProgramRuntime.options.map((name) => `'${name}'`).join(', ');

/** In the shape in which workers announce what they have. Artifacts run in no image of their own. */
const selectNeeds = ({ version, runtime }: RowColumns): string =>
  `SELECT jsonb_agg(jsonb_build_object('name', image)) AS images FROM (
      SELECT unnest(ARRAY['pause', 'grader'])
      UNION ALL SELECT ${runtime} WHERE ${runtime} IN (${PROGRAMS})
      UNION ALL SELECT jsonb_array_elements_text(v.bundle #> '{manifest,services}')
        FROM exercise_versions v WHERE v.version = ${version}
    ) AS need (image)`;
