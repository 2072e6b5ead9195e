const encoder = new TextEncoder();

/** Length of a text in UTF-8. */
export function countBytes(text: string): number {
  return encoder.encode(text).length;
}
