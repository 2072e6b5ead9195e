import { z } from 'zod';

/** Control characters, line separators, and what turns the direction of writing: a name that reads as another one. */
const TREACHEROUS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Nothing but what is never drawn, the blank of Braille included: a name that reads as none. */
const BLANK = /^[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]+$/u;

/** SECURITY: P11: a name for others to read, on a page or in a terminal. */
export const shownName = (maxLength = 60) =>
  z
    .string()
    .trim()
    .min(1, 'write a name')
    .max(maxLength)
    .refine((name) => !TREACHEROUS.test(name), 'use letters, digits, signs and spaces only')
    .refine((name) => !BLANK.test(name), 'use at least one letter, digit or sign that can be seen');
