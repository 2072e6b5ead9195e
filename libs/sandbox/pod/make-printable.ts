/* eslint-disable no-control-regex -- control characters are what this file is about */

/** ESC-introduced sequences and their one-byte C1 twins: CSI, then OSC/DCS/SOS/PM/APC strings, then the two-byte rest. */
const CSI = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g;
// SECURITY: D18: a string ends before the next beginning, or a text of beginnings would be read from each to the end.
const STRING_SEQUENCE =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)/g;
const SHORT_ESCAPE = /\u001b[ -/]*[0-~]/g;
const LINE_ENDS = /\r\n?/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** SECURITY: I11: direction overrides and invisible separators make text read differently from what it is. */
const TREACHEROUS = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * SECURITY: D18, P09, P11: turns bytes that a learner's program wrote into text that is safe to store (valid UTF-8,
 * no NUL) and to print (no escape sequences, no controls but newline and tab; bidi controls shown as `\u202e`).
 */
export function makePrintable(bytes: Buffer): string {
  return new TextDecoder('utf-8')
    .decode(withoutCutCharacter(bytes))
    .replace(STRING_SEQUENCE, '')
    .replace(CSI, '')
    .replace(SHORT_ESCAPE, '')
    .replace(LINE_ENDS, '\n')
    .replace(CONTROLS, '')
    .replace(TREACHEROUS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A tail may begin in the middle of a character: its continuation bytes (10xxxxxx, at most three) are dropped. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}
