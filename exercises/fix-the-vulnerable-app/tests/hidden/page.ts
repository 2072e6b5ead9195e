/** One element of a page, as a browser reads it. */
export interface PageElement {
  readonly tag: string;
  /** With lower-case names. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: PageElement | null;
  /** Of the element and everything in it. */
  text: string;
}

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'wbr']);
/** What stands in these is text up to their end; in the first two it has no entities either. */
const TEXT_ONLY = new Set(['script', 'style', 'title', 'textarea']);
const RAW = new Set(['script', 'style']);

const TAG_NAME = /[^\s/>]+/y;
const ATTRIBUTE = /[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;
const ENTITY = /&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-z]+));/g;
const NAMED = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['ndash', '–'],
  ['ldquo', '“'],
  ['rdquo', '”'],
]);

/** What a browser makes of a page: the elements in their order. */
export class Page {
  readonly elements: readonly PageElement[];

  constructor(html: string) {
    this.elements = readElements(html);
  }

  /** The element with this id; fails the test when there is none. */
  get(id: string): PageElement {
    const ids = this.elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toContain(id);
    return this.elements[this.elements.findIndex(({ attributes }) => attributes.get('id') === id)]!;
  }

  /** Elements of a kind within one with this id, or anywhere. */
  list(tag: string, id: string | null = null): PageElement[] {
    const ancestor = id === null ? null : this.get(id);
    return this.elements.filter(
      (element) => element.tag === tag && (ancestor === null || isWithin(element, ancestor)),
    );
  }

  /** The value of the first input with this name. */
  valueOf(name: string): string | null {
    const input = this.list('input').find(({ attributes }) => attributes.get('name') === name);
    return input?.attributes.get('value') ?? null;
  }

  /** What the hidden fields of the form that posts to this path hold; fails the test when there is no such form. */
  hiddenFieldsOf(action: string): Record<string, string> {
    const forms = this.list('form').filter(
      ({ attributes }) => attributes.get('method')?.toLowerCase() === 'post',
    );
    expect(forms.map(({ attributes }) => attributes.get('action'))).toContain(action);
    const form = forms.find(({ attributes }) => attributes.get('action') === action)!;
    const hidden = this.list('input').filter(
      (input) => isWithin(input, form) && input.attributes.get('type')?.toLowerCase() === 'hidden',
    );
    return Object.fromEntries(
      hidden.map(({ attributes }) => [attributes.get('name') ?? '', attributes.get('value') ?? '']),
    );
  }

  /** Every element with the names of its attributes: what no text of anybody may change. */
  outline(): string[] {
    return this.elements.map(({ tag, attributes }) => [tag, ...[...attributes.keys()].sort()].join(' '));
  }
}

function isWithin(element: PageElement, ancestor: PageElement): boolean {
  let at = element.parent;
  while (at && at !== ancestor) at = at.parent;
  return at !== null;
}

function readElements(html: string): PageElement[] {
  const elements: PageElement[] = [];
  const open: PageElement[] = [];
  const addText = (text: string) => {
    for (const element of open) element.text += text;
  };
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    addText(decode(html.slice(at, next === -1 ? html.length : next)));
    if (next === -1) break;
    if (html.startsWith('<!--', next)) {
      at = endOf(html, '-->', next + 4);
    } else if (/^<[!?]/.test(html.slice(next, next + 2))) {
      at = endOf(html, '>', next);
    } else if (/^<\/[a-z]/i.test(html.slice(next, next + 3))) {
      closeElement(open, readName(html, next + 2));
      at = endOf(html, '>', next);
    } else if (/^<[a-z]/i.test(html.slice(next, next + 2))) {
      at = readElement(html, next, elements, open);
    } else {
      addText('<');
      at = next + 1;
    }
  }
  return elements;
}

/** Returns where it goes on: behind the tag, or behind the end of what has only text. */
function readElement(html: string, from: number, elements: PageElement[], open: PageElement[]): number {
  const tag = readName(html, from + 1);
  const { attributes, end } = readAttributes(html, from + 1 + tag.length);
  const element: PageElement = { tag, attributes, parent: open.at(-1) ?? null, text: '' };
  elements.push(element);
  if (!TEXT_ONLY.has(tag)) {
    if (!VOID.has(tag)) open.push(element);
    return end;
  }
  const close = new RegExp(`</${tag}[\\s/>]`, 'gi');
  close.lastIndex = end;
  const closedAt = close.exec(html)?.index ?? html.length;
  const text = html.slice(end, closedAt);
  element.text = RAW.has(tag) ? text : decode(text);
  return endOf(html, '>', closedAt);
}

function readAttributes(html: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let end = from;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const match = ATTRIBUTE.exec(html);
    if (!match) break;
    const name = (match[1] ?? '').toLowerCase();
    // Of two with one name the first one counts.
    if (!attributes.has(name)) attributes.set(name, decode(match[2] ?? match[3] ?? match[4] ?? ''));
    end = ATTRIBUTE.lastIndex;
  }
  return { attributes, end: endOf(html, '>', end) };
}

function readName(html: string, from: number): string {
  TAG_NAME.lastIndex = from;
  return (TAG_NAME.exec(html)?.[0] ?? '').toLowerCase();
}

function closeElement(open: PageElement[], tag: string): void {
  const index = open.findLastIndex((element) => element.tag === tag);
  if (index !== -1) open.splice(index);
}

function endOf(html: string, text: string, from: number): number {
  const index = html.indexOf(text, from);
  return index === -1 ? html.length : index + text.length;
}

function decode(text: string): string {
  return text.replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? entity;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}
