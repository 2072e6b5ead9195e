import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invariant, type Role, type UserId } from '#contracts';

/** Whoever sent the request, as the database knows them at this moment. */
export interface Caller {
  readonly id: UserId;
  readonly email: string | null;
  readonly displayName: string;
  readonly role: Role;
  /** `session`: an access token from logging in; `token`: a personal access token. */
  readonly via: 'session' | 'token';
  /** The login that the access token belongs to; null for a personal token. */
  readonly sessionId: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export function isStaff(caller: Caller): boolean {
  return caller.role !== 'learner';
}

/** The logged-in caller of a route that asks for one. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  invariant(caller !== null, 'a route that reads its caller must ask for a login');
  return caller;
});

/** The caller of a route with optional login; null when logged out. */
export const MaybeCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | null =>
    context.switchToHttp().getRequest<FastifyRequest>().caller,
);
