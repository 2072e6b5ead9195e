import { OpenApiMistake } from './openapi-mistake.js';

export type Fields = Readonly<Record<string, unknown>>;

/** More references in a row than anybody writes: a circle. */
const MAX_REFERENCES = 20;

/** A value in a document, and where it stands: `#/paths/~1products/get`. */
export class DocumentNode {
  constructor(
    private readonly root: unknown,
    readonly place: string,
    readonly value: unknown,
  ) {}

  static of(document: unknown): DocumentNode {
    return new DocumentNode(document, '#', document);
  }

  /** Undefined as its value when there is nothing of the name. */
  child(name: string): DocumentNode {
    const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
    return new DocumentNode(this.root, `${this.place}/${step}`, ownValue(this.value, name));
  }

  /** What it says itself, or what its `$ref` leads to. */
  resolve(): DocumentNode {
    let node = new DocumentNode(this.root, this.place, this.value);
    for (let followed = 0; followed < MAX_REFERENCES; followed += 1) {
      const reference = ownValue(node.value, '$ref');
      if (reference === undefined) return node;
      node = node.follow(reference);
    }
    throw new OpenApiMistake(this.place, 'its $ref leads in a circle');
  }

  /** The members, resolved; none when there is nothing here. */
  children(): readonly (readonly [string, DocumentNode])[] {
    if (this.value === undefined) return [];
    return Object.keys(this.fields()).map((name) => [name, this.child(name).resolve()]);
  }

  /** The elements, resolved; none when there is nothing here. */
  elements(): readonly DocumentNode[] {
    if (this.value === undefined) return [];
    if (!Array.isArray(this.value)) throw this.mistake('is a list', this.value);
    return this.value.map((_, at) => this.child(String(at)).resolve());
  }

  fields(): Fields {
    if (!isFields(this.value)) throw this.mistake('is an object', this.value);
    return this.value;
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.mistake('is a string', this.value);
    return this.value;
  }

  /** `is` completes the sentence "OpenAPI 3.1 says that this …". */
  mistake(is: string, found: unknown): OpenApiMistake {
    const shown = found === undefined ? 'it is missing' : `it is ${JSON.stringify(found).slice(0, 100)}`;
    return new OpenApiMistake(this.place, `OpenAPI 3.1 says that this ${is}, but ${shown}`);
  }

  private follow(reference: unknown): DocumentNode {
    if (typeof reference !== 'string' || !reference.startsWith('#/'))
      throw new OpenApiMistake(this.place, 'a $ref is a string that begins with #/ here');
    const steps = reference.slice(2).split('/');
    const target = steps.reduce<DocumentNode>(
      (node, step) => node.child(unescapeStep(step)),
      DocumentNode.of(this.root),
    );
    if (target.value === undefined)
      throw new OpenApiMistake(this.place, `there is nothing at ${reference.slice(0, 200)}`);
    return target;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Fields)[name];
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('%7B', '{').replaceAll('%7D', '}');
}
