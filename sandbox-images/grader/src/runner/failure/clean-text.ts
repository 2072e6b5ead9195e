/** ECMA-48: CSI and OSC sequences, then any other escape. Each alternative is linear (threat H08). */
// eslint-disable-next-line no-control-regex
const ESCAPE_SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b./gu;
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;
/** They reorder what a reader sees ("trojan source", threats I11 and P11). */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Makes text of a hostile program safe to store and to print: well-formed, without escapes and invisible controls. */
export function cleanText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(ESCAPE_SEQUENCES, '')
    .replace(CONTROL_CHARACTERS, '\ufffd')
    .replace(BIDI_CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(LONE_SURROGATES, '\ufffd');
}

/** Takes out what only the pod may know: passwords of its services and the places of our files. */
export function redact(text: string, secrets: readonly string[], suiteDirectory: string): string {
  let redacted = text.replaceAll(`file://${suiteDirectory}/`, '').replaceAll(`${suiteDirectory}/`, '');
  for (const secret of secrets) redacted = redacted.replaceAll(secret, '•••');
  return redacted;
}
