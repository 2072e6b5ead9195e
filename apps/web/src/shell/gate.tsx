import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '#contracts';
import { useSession } from '../api/session.js';
import { ButtonLink } from '../parts/button.js';
import { Loading } from '../parts/notice.js';
import { Page } from '../parts/page.js';

/** Shows a page to whom it is for, and tells the others what to do. The API decides; this only saves them an error. */
export function Gate({ roles, children }: { roles: readonly Role[] | undefined; children: ReactNode }) {
  const { me, known } = useSession();
  const [path] = useLocation();
  if (roles === undefined) return children;
  if (!known) return <Loading what="your account" />;
  if (me === null) {
    return (
      <Page title="Log in to see this" width="narrow">
        <p>What is here depends on who you are. You come back to this page once you are in.</p>
        <ButtonLink href={`/login?next=${encodeURIComponent(path + location.search)}`}>
          Log in or register
        </ButtonLink>
      </Page>
    );
  }
  if (!roles.includes(me.role)) {
    return (
      <Page title="This page is not for your role" width="narrow">
        <p>
          It is for {roles.join('s and ')}s, and your role is {me.role}. Ask an administrator if that should
          be different.
        </p>
        <ButtonLink href="/" kind="quiet">
          Back to the roadmap
        </ButtonLink>
      </Page>
    );
  }
  return children;
}
