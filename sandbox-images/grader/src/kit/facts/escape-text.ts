/**
 * SECURITY: H12, I11, P11: whatever a terminal or a page could act on, or a reader could miss: controls but newline and tab, line and
 * paragraph separators, what changes the direction of text, what has no width, and half of a pair.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Surrogate}]/gu;

/** Shows as an escape, `\u001b`, what cannot safely be shown as it is. Facts keep what messages drop. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\r' ? '\\r' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
