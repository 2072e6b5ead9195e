import type { GitCommit, GitFile, GitSignature, GitTag } from './git-history.js';
import { hashObject, hashTree } from './hash-objects.js';
import { readPath } from './read-path.js';
import { readSignature } from './read-signature.js';
import { StreamReader } from './stream-reader.js';

/** Files of all commits together. Each is hashed and kept once for every commit that has it (H08, I15). */
const MAX_FILES_IN_ALL = 20_000;
const MODES = ['100644', '100755', '120000'];

export interface ParsedStream {
  readonly refs: ReadonlyMap<string, string>;
  readonly tags: readonly GitTag[];
  /** By id, each behind its parents. */
  readonly commits: ReadonlyMap<string, GitCommit>;
}

/**
 * Reads a stream of `git fast-export` by the rules of `git fast-import`: what the one writes by itself, and nothing else of what the
 * other takes.
 * @throws StreamMistake at the first line that is something else
 * @see https://git-scm.com/docs/git-fast-import
 */
export function parseFastExport(text: string): ParsedStream {
  const parser = new StreamParser(new StreamReader(Buffer.from(text)));
  parser.parse();
  return parser;
}

class StreamParser implements ParsedStream {
  readonly refs = new Map<string, string>();
  readonly tags: GitTag[] = [];
  readonly commits = new Map<string, GitCommit>();
  readonly #blobs = new Map<string, Omit<GitFile, 'mode'>>();
  readonly #marked = new Map<string, GitCommit>();
  #fileCount = 0;

  constructor(private readonly reader: StreamReader) {}

  parse(): void {
    for (let line = this.reader.takeLine(); line !== null; line = this.reader.takeLine()) {
      if (line !== '') this.#readCommand(line);
    }
  }

  #readCommand(line: string): void {
    const space = line.indexOf(' ');
    const name = line.slice(space + 1);
    const word = space < 0 ? line : line.slice(0, space);
    if (word === 'blob') this.#readBlob();
    else if (word === 'commit') this.#readCommit(name);
    else if (word === 'reset') this.#readReset(name);
    else if (word === 'tag') this.#readTag(name);
    else throw this.reader.mistake(describeStranger(line));
  }

  #readBlob(): void {
    const mark = this.#takeMark();
    this.reader.takeAfter('original-oid ');
    const bytes = this.reader.takeData();
    this.#blobs.set(mark, { content: bytes.toString('utf8'), id: hashObject('blob', bytes) });
  }

  #readReset(ref: string): void {
    const from = this.reader.takeAfter('from ');
    if (from === null) this.refs.delete(ref);
    else this.refs.set(ref, this.#getMarked(from).id);
  }

  #readTag(name: string): void {
    this.reader.takeAfter('mark ');
    const from = this.reader.takeAfter('from ');
    if (from === null) throw this.reader.expected('"from" and the mark of a commit');
    const commit = this.#getMarked(from).id;
    this.reader.takeAfter('original-oid ');
    const tagger = this.#takeSignature('tagger ')?.signature ?? null;
    const message = toMessage(this.reader.takeData());
    this.refs.set(`refs/tags/${name}`, commit);
    this.tags.push({ name, commit, tagger, message });
  }

  #readCommit(ref: string): void {
    const mark = this.#takeMark();
    this.reader.takeAfter('original-oid ');
    const author = this.#takeSignature('author ');
    const committer = this.#takeSignature('committer ');
    if (committer === null) throw this.reader.expected('"committer"');
    const bytes = this.reader.takeData();
    const parents = this.#takeParents(ref);
    const files = this.#takeFiles(parents[0]);
    const head = [
      `tree ${hashTree(files)}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${(author ?? committer).text}`,
      `committer ${committer.text}`,
    ].join('\n');
    const message = toMessage(bytes);
    const commit: GitCommit = {
      id: hashObject('commit', Buffer.concat([Buffer.from(`${head}\n\n`), bytes])),
      parents,
      author: (author ?? committer).signature,
      committer: committer.signature,
      message,
      subject: message.split('\n', 1)[0] ?? '',
      files,
    };
    this.commits.set(commit.id, commit);
    this.#marked.set(mark, commit);
    this.refs.set(ref, commit.id);
  }

  #takeMark(): string {
    const mark = this.reader.takeAfter('mark ');
    if (mark === null) throw this.reader.expected('"mark"');
    return mark;
  }

  #takeSignature(prefix: string): { readonly text: string; readonly signature: GitSignature } | null {
    const text = this.reader.takeAfter(prefix);
    if (text === null) return null;
    const signature = readSignature(text);
    if (signature === null)
      throw this.reader.mistake(`expected a name, an address and a time behind "${prefix}"`);
    return { text, signature };
  }

  /** Without `from`, a commit goes on where its ref stands. */
  #takeParents(ref: string): string[] {
    const from = this.reader.takeAfter('from ');
    const first = from === null ? this.refs.get(ref) : this.#getMarked(from).id;
    const parents = first === undefined ? [] : [first];
    for (
      let merged = this.reader.takeAfter('merge ');
      merged !== null;
      merged = this.reader.takeAfter('merge ')
    )
      parents.push(this.#getMarked(merged).id);
    return parents;
  }

  /** What changes against the first parent is listed, of a merge too. */
  #takeFiles(parent: string | undefined): ReadonlyMap<string, GitFile> {
    const before = parent === undefined ? undefined : this.commits.get(parent)?.files;
    const files = new Map(before);
    while (this.#takeChange(files));
    this.#fileCount += files.size;
    if (this.#fileCount > MAX_FILES_IN_ALL)
      throw this.reader.mistake(`more than ${MAX_FILES_IN_ALL} files in all commits together`);
    return files;
  }

  #takeChange(files: Map<string, GitFile>): boolean {
    const modified = this.reader.takeAfter('M ');
    if (modified !== null) {
      const [mode = '', mark = '', ...path] = modified.split(' ');
      this.#put(files, this.#toPath(path.join(' ')), mode, mark);
      return true;
    }
    const deleted = this.reader.takeAfter('D ');
    if (deleted !== null) {
      remove(files, this.#toPath(deleted));
      return true;
    }
    if (this.reader.takeAfter('deleteall') === null) return false;
    files.clear();
    return true;
  }

  #put(files: Map<string, GitFile>, path: string, mode: string, mark: string): void {
    const blob = this.#blobs.get(mark);
    if (!MODES.includes(mode)) throw this.reader.mistake(`${JSON.stringify(mode)} is the mode of no file`);
    if (blob === undefined) throw this.reader.mistake(`there is no blob ${JSON.stringify(mark)} above`);
    remove(files, path);
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      files.delete(path.slice(0, slash));
    files.set(path, { mode, ...blob });
  }

  #toPath(text: string): string {
    const path = readPath(text);
    if (path === null)
      throw this.reader.mistake(`${JSON.stringify(text.slice(0, 80))} is no path that is read`);
    return path;
  }

  #getMarked(mark: string): GitCommit {
    const commit = this.#marked.get(mark);
    if (commit === undefined)
      throw this.reader.mistake(
        `there is no commit ${JSON.stringify(mark.slice(0, 60))} above: export everything, with --all`,
      );
    return commit;
  }
}

/** A file, or a folder with all that is in it. */
function remove(files: Map<string, GitFile>, path: string): void {
  files.delete(path);
  const folder = `${path}/`;
  for (const other of files.keys()) if (other.startsWith(folder)) files.delete(other);
}

const toMessage = (bytes: Buffer): string => bytes.toString('utf8').trimEnd();

function describeStranger(line: string): string {
  if (line.endsWith('\r'))
    return 'the line ends with a carriage return, which Git does not write: was the file changed by an editor, or by the > of PowerShell?';
  return `expected "blob", "commit", "reset" or "tag", got ${JSON.stringify(line.slice(0, 80))}: was the file changed after Git wrote it?`;
}
