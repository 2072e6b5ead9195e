import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import {
  CreateSubmissionRequest,
  CreateTokenRequest,
  ExerciseSlug,
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  SubmissionId,
  SubmissionListQuery,
} from '#contracts';
import { IN_PROPORTION, measureGrowth } from '#testing';
import { readIdempotencyKey } from '../intake/idempotency-key.js';
import { EVENT_ID } from '../live/event-id.js';

const inField = (schema: z.ZodType, field: string) => (text: string) => schema.safeParse({ [field]: text });
const FIELDS: Readonly<Record<string, (text: string) => unknown>> = {
  'e-mail of an account': inField(RegisterRequest, 'email'),
  password: inField(RegisterRequest, 'password'),
  'display name': inField(RegisterRequest, 'displayName'),
  'e-mail of a login': inField(LoginRequest, 'email'),
  'refresh token': inField(RefreshRequest, 'refreshToken'),
  'name of a token': inField(CreateTokenRequest, 'name'),
  runtime: inField(CreateSubmissionRequest, 'runtime'),
  cursor: inField(SubmissionListQuery, 'cursor'),
  limit: inField(SubmissionListQuery, 'limit'),
  outcome: inField(SubmissionListQuery, 'outcome'),
  slug: (text) => ExerciseSlug.safeParse(text),
  id: (text) => SubmissionId.safeParse(text),
  'id of an event': (text) => EVENT_ID.test(text),
  'Idempotency-Key': (text) => attempt(() => readIdempotencyKey(text)),
};

/** What makes a regular expression go back: runs of what may repeat, in every kind, and an end that does not fit. */
const PARTS = [
  'a',
  '-',
  'a-',
  '.',
  'a.',
  '@',
  'a@',
  'a@a.',
  '0',
  '1-',
  ' ',
  '\t\n',
  'ä',
  '\u0301',
  '"',
  '\\',
  'e+',
];

describe('whatever is in a field', () => {
  it.each(Object.entries(FIELDS))(
    '%s is checked in time that grows with its length only (P31)',
    (_, check) => {
      for (const part of PARTS) {
        const growth = measureGrowth(12_500, (size) => check(`${part.repeat(size / part.length)}!`));

        expect({ part, isInProportion: growth < IN_PROPORTION }).toEqual({ part, isInProportion: true });
      }
    },
  );
});

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // A refusal is as good as an answer here.
  }
}
