/** Markup that may stand in a page as it is; `html` escapes everything else. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

function show(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join('\n');
  return escape(String(value));
}

export function html(parts: TemplateStringsArray, ...values: unknown[]): Markup {
  const shown = values.map(show);
  return new Markup(parts.map((part, index) => part + (shown[index] ?? '')).join(''));
}

/** A script element is not HTML: entities mean nothing there, and only `<` can end it. JSON can write `<` another way. */
export const scriptJson = (value: unknown) => new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
