import type { ProblemCode } from '#contracts';
import { ApiExtension } from './described.js';

export const PROBLEM_CODES = 'x-problem-codes';

/** Documents the codes a route refuses with, beyond those that follow from its access, parameters and body. */
export const Refuses = (...codes: readonly ProblemCode[]): MethodDecorator =>
  ApiExtension(PROBLEM_CODES, codes);
