import type { ReactNode } from 'react';
import type { Me } from '#contracts';
import { useSession } from '../api/session.js';
import { Loading } from '../parts/notice.js';

/** A page for everybody that shows what its reader has reached: waits until it is known who that is, to load once. */
export function WhenKnown({ what, children }: { what: string; children: (me: Me | null) => ReactNode }) {
  const { me, known } = useSession();
  return known ? children(me) : <Loading what={what} />;
}
