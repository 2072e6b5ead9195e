import { z } from 'zod';

export const FailureCategory = z.enum(['assertion', 'timeout', 'connection', 'crashed', 'error', 'not-run']);
export type FailureCategory = z.infer<typeof FailureCategory>;

/** How much of a failed test is kept, so that 500 of them fit into one stream of the grader. In UTF-16 code units. */
export const FAILURE_LIMITS = {
  message: 4096,
  /** Each side of what was compared, and what a call came to. */
  value: 2048,
  call: 1024,
  place: 200,
  body: 4096,
  /** What the learner's program wrote during the test. */
  log: 4096,
} as const;

/**
 * One HTTP exchange of a failed test, capped and made safe to print: whatever a terminal or a page could act on is
 * shown as an escape such as `\u001b`.
 */
export const HttpExchange = z.object({
  request: z.object({
    method: z.string().max(16),
    url: z.string().max(2048),
    headers: z.record(z.string(), z.string()),
    body: z.string().max(FAILURE_LIMITS.body).nullable(),
    /** The bytes of a body that its text does not give as they are. */
    bodyBase64: z.base64().max(FAILURE_LIMITS.body).optional(),
    /** Something of the request was too long to be kept, or had to be taken out: it cannot be sent again from here. */
    cut: z.literal(true).optional(),
  }),
  response: z
    .object({
      status: z.number().int(),
      headers: z.record(z.string(), z.string()),
      body: z.string().max(FAILURE_LIMITS.body).nullable(),
      /** The body goes on: `body` is its beginning. */
      cut: z.literal(true).optional(),
    })
    .nullable(),
});
export type HttpExchange = z.infer<typeof HttpExchange>;

/** One call into the learner's module by a failed test: the one that was looked at, else the last one. */
export const ModuleCall = z.object({
  /** As one would write it: `parse("a=1", {})`. */
  call: z.string().max(FAILURE_LIMITS.call),
  outcome: z.enum(['returned', 'threw', 'unanswered']),
  /** What it returned, or the name and message of what it threw. */
  value: z.string().max(FAILURE_LIMITS.value).nullable(),
});
export type ModuleCall = z.infer<typeof ModuleCall>;

/** What a failed assertion compared, each side as text: JSON where the value is JSON, over several lines. */
export const FailedCheck = z.object({
  /** Of the response that `exchange` shows, of what `call` returned, or some value that the test worked out. */
  what: z.enum(['status', 'header', 'body', 'result', 'value']),
  /** The header's name, or where in body or result: `items[0].title`; empty for the whole. */
  place: z.string().max(FAILURE_LIMITS.place),
  expected: z.string().max(FAILURE_LIMITS.value),
  /** null when there is nothing there. */
  actual: z.string().max(FAILURE_LIMITS.value).nullable(),
  /** The test wanted anything but `expected`. */
  negated: z.literal(true).optional(),
});
export type FailedCheck = z.infer<typeof FailedCheck>;

/** Why a test failed, as the grader tells it. */
export const TestFailure = z.object({
  category: FailureCategory,
  /** What was done, what was expected, what came. Plain text. */
  message: z.string().max(FAILURE_LIMITS.message),
  check: FailedCheck.optional(),
  exchange: HttpExchange.optional(),
  call: ModuleCall.optional(),
});
export type TestFailure = z.infer<typeof TestFailure>;

/** The end of what the learner's program wrote while a failed test ran, as the worker saw it. */
export const TestLog = z.object({
  text: z.string().max(FAILURE_LIMITS.log),
  /** It wrote more than is kept: the beginning is missing. */
  cut: z.boolean(),
});
export type TestLog = z.infer<typeof TestLog>;
