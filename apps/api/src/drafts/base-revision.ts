import { Refusal } from '#contracts';

const REVISION = /^"(\d{1,9})"$/;
const HOW =
  'Send If-Match with the ETag that GET …/draft answered, so that nobody’s work is overwritten unseen.';

export const toEtag = (revision: number): string => `"${revision}"`;

/**
 * The revision that a save was made from, out of its `If-Match` header.
 * @throws Refusal `precondition-required` without the header, `invalid-input` for one that is not an ETag of ours
 */
export function readBaseRevision(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new Refusal('precondition-required', HOW);
  const revision = REVISION.exec(ifMatch)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new Refusal('invalid-input', `If-Match is not an ETag of a draft, such as "7". ${HOW}`, {
    errors: [{ path: 'If-Match', message: 'not an ETag of a draft' }],
  });
}
