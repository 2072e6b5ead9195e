import { applyDecorators } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Role } from '#contracts';
import { ApiBearerAuth, ApiSecurity } from './described.js';

/** Who may call a route. A route that declares nothing is closed to everybody (threat P05). */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'optional' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

export const Access = Reflector.createDecorator<AccessRule>();

/** Anybody; credentials are not looked at. */
export const Public = () => Access({ kind: 'public' });

/** Anybody, and whoever sends credentials is recognised by them; wrong credentials are refused. */
export const OptionalLogin = () =>
  applyDecorators(Access({ kind: 'optional' }), ApiBearerAuth(), ApiSecurity({}));

const Roles = (...roles: readonly Role[]) =>
  applyDecorators(Access({ kind: 'roles', roles }), ApiBearerAuth());

export const LoggedIn = () => Roles(...Role.options);

export const Staff = () => Roles('instructor', 'admin');

export const Admin = () => Roles('admin');
