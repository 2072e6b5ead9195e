/** What `decode` and `encode` throw; the message is the code. */
export class Refusal extends Error {}

const ESCAPED_IN_TEXT = /[^!-~]|[.\\]/g;

/** Text of a name (RFC 1035 §5.1) from its labels, the root not among them. */
export function toText(labels: readonly Buffer[]): string {
  return labels.length === 0 ? '.' : labels.map((label) => `${toLabelText(label)}.`).join('');
}

function toLabelText(label: Buffer): string {
  return label.toString('latin1').replace(ESCAPED_IN_TEXT, (character) => {
    if (character === '.' || character === '\\') return `\\${character}`;
    return `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;
  });
}

/** Labels of a name from its text, each within 63 bytes and all together within 255 (RFC 1035 §2.3.4). */
export function toLabels(name: unknown): Buffer[] {
  if (typeof name !== 'string' || name === '') throw new Refusal('bad-name');
  const labels = name === '.' ? [] : splitLabels(name);
  if (labels.some((label) => label.length > 63)) throw new Refusal('label-too-long');
  if (measure(labels) > 255) throw new Refusal('name-too-long');
  return labels;
}

export const measure = (labels: readonly Buffer[]) => labels.reduce((sum, label) => sum + 1 + label.length, 1);

function splitLabels(name: string): Buffer[] {
  const labels: Buffer[] = [];
  let label: number[] = [];
  for (let at = 0; at < name.length; ) {
    const { byte, length } = readCharacter(name.slice(at, at + 4));
    at += length;
    if (byte !== null) {
      label.push(byte);
      continue;
    }
    if (label.length === 0) throw new Refusal('bad-name');
    labels.push(Buffer.from(label));
    label = [];
  }
  if (label.length > 0) throw new Refusal('bad-name');
  return labels;
}

/** The byte that a text begins with, null for the dot that ends a label. */
function readCharacter(text: string): { byte: number | null; length: number } {
  if (text.startsWith('.')) return { byte: null, length: 1 };
  const [, digits, escaped, plain] = /^(?:\\([0-9]{3})|\\([!-/:-~])|([!-[\]-~]))/.exec(text) ?? [];
  if (digits !== undefined && Number(digits) <= 255) return { byte: Number(digits), length: 4 };
  if (escaped !== undefined) return { byte: escaped.charCodeAt(0), length: 2 };
  if (plain !== undefined) return { byte: plain.charCodeAt(0), length: 1 };
  throw new Refusal('bad-name');
}
