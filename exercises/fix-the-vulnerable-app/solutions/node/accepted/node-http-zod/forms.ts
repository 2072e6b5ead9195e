import { z } from 'zod';
import { Refusal } from './refusal.ts';

const text = (min: number, max: number) => z.string().min(min).max(max);

/** The forms, with the fields that they have. What else is sent is left out by `z.object`. */
export const FORMS = {
  registration: z.object({
    name: z.string().regex(/^[a-z0-9.]{3,30}$/),
    password: text(8, 100),
    display_name: text(1, 80),
  }),
  login: z.object({ name: z.string().default(''), password: z.string().default('') }),
  ticket: z.object({ subject: text(1, 200), body: text(1, 5000) }),
  comment: z.object({ text: text(1, 2000) }),
  attachment: z.object({
    name: z
      .string()
      .regex(/^[^/\\\u0000-\u001f\u007f]{1,60}$/)
      .refine((name) => name !== '.' && name !== '..'),
    content: text(1, 10_000),
  }),
  profile: z.object({ display_name: text(1, 80), house: text(0, 80), website: text(0, 200) }).partial(),
  preview: z.object({ url: text(1, 1000) }),
};

export function read<T extends z.ZodType>(schema: T, values: URLSearchParams): z.output<T> {
  const result = schema.safeParse(Object.fromEntries(values));
  if (result.success) return result.data;
  throw new Refusal(400, `look at ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
}
