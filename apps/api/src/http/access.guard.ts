import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '#contracts';
import { Access, type AccessRule } from './access.js';
import type { Caller } from './caller.js';

/** Finds out who sends a request. Implemented by accounts. */
export interface Authenticator {
  /**
   * @param authorization the `Authorization` header; undefined when there is none
   * @returns null when no credentials were sent
   * @throws Refusal `unauthenticated` when the credentials are not good
   */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
}

export const AUTHENTICATOR = Symbol('Authenticator');

/** SECURITY: P05: stands before every route and denies whatever is not declared. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule: AccessRule | undefined = this.reflector.get(Access, context.getHandler());
    if (rule === undefined)
      throw new Refusal('forbidden', 'This route is closed: it does not say who may use it.');
    if (rule.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.authenticator.authenticate(request.headers.authorization);
    if (rule.kind === 'roles') requireRole(rule.roles, request.caller);
    return true;
  }
}

function requireRole(roles: readonly string[], caller: Caller | null): void {
  const { role } = requireCaller(caller);
  if (!roles.includes(role)) {
    throw new Refusal('forbidden', `This needs the role ${roles.join(' or ')}; yours is ${role}.`);
  }
}

/** @throws Refusal `unauthenticated` when there is none */
export function requireCaller(caller: Caller | null): Caller {
  if (caller !== null) return caller;
  throw new Refusal(
    'unauthenticated',
    'Log in with POST /api/v1/auth/login and send `Authorization: Bearer <accessToken>`.',
  );
}
