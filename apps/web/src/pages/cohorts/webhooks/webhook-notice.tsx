import { Webhooks } from '#contracts';
import { request } from '../../../api/client.js';
import { useLoaded } from '../../../api/use-loaded.js';
import { Notice } from '../../../parts/notice.js';
import { Link } from 'wouter';

/** Tells those who teach a cohort that the platform switched one of its webhooks off; else nothing. */
export function WebhookNotice({ id }: { id: string }) {
  const loaded = useLoaded(`webhooks of ${id}`, (signal) =>
    request(Webhooks, `/cohorts/${id}/webhooks`, { signal }),
  );
  const broken = loaded.state === 'ready' ? loaded.value.items.filter(({ trouble }) => trouble !== null) : [];
  if (broken.length === 0) return null;
  return (
    <Notice tone="bad">
      <p>
        {broken.length === 1 ? 'A webhook was' : `${broken.length} webhooks were`} switched off, since nothing
        could be delivered. See <Link href={`/cohorts/${id}/manage#webhooks`}>Manage → Webhooks</Link>.
      </p>
    </Notice>
  );
}
