import { parseSync, type CallExpression, type Node, type OxcError, type StaticImport } from 'oxc-parser';
import type { LintProblem } from '../exercise.js';
import type { SourceText } from '../folder/source-text.js';
import { nameTypeOnlySyntax } from './name-type-only-syntax.js';
import { readTestCall, type TestCall } from './read-test-call.js';
import { readTitle, type Title } from './read-title.js';
import { walkNodes } from './walk-nodes.js';

/** One `it` as far as it can be known without running it. */
export interface ScannedTest {
  readonly group: string;
  /** Matches every id (`group › title`) that it may have when it runs. */
  readonly id: RegExp;
  /** The id when the title is fixed; null when it is put together at run time. */
  readonly fixedId: string | null;
  readonly offset: number;
}

interface ScannedGroup {
  readonly name: string;
  readonly offset: number;
}

/** What a test file declares, found by reading, never by running. */
export interface ScannedSuite {
  readonly source: SourceText;
  readonly groups: readonly ScannedGroup[];
  readonly tests: readonly ScannedTest[];
  readonly imports: readonly StaticImport[];
  readonly problems: readonly LintProblem[];
}

/** Reads a test file's groups, tests and imports, and the mistakes that show without running it. */
export function scanSuite(source: SourceText): ScannedSuite {
  const parsed = parseSync(source.path, source.text, { lang: 'ts', sourceType: 'module' });
  const imports = parsed.module.staticImports;
  if (parsed.errors.length > 0) {
    const problems = parsed.errors.map((error) => syntaxProblem(source, error));
    return { source, groups: [], tests: [], imports, problems };
  }
  const scan = new SuiteScan(source);
  walkNodes(parsed.program, scan);
  return { source, groups: scan.groups, tests: scan.tests, imports, problems: scan.problems };
}

function syntaxProblem(source: SourceText, error: OxcError): LintProblem {
  return source.problem(error.labels[0]?.start ?? 0, `TypeScript: ${error.message}`);
}

interface OpenDescribe {
  readonly node: CallExpression;
  readonly title: Title;
}

/** Walks a file's calls with the stack of `describe` blocks around the current one. */
class SuiteScan {
  readonly groups: ScannedGroup[] = [];
  readonly tests: ScannedTest[] = [];
  readonly problems: LintProblem[] = [];
  private readonly open: OpenDescribe[] = [];

  constructor(private readonly source: SourceText) {}

  enter(node: Node): void {
    const refused = nameTypeOnlySyntax(node);
    if (refused !== null) {
      this.report(node.start, `${refused} has no JavaScript form: suites run with their types taken out`);
    }
    if (node.type === 'CallExpression') this.enterCall(node);
  }

  leave(node: Node): void {
    if (this.open.at(-1)?.node === node) this.open.pop();
  }

  private enterCall(node: CallExpression): void {
    const call = readTestCall(node);
    if (call === null) return;
    if (call.forbidden !== null) this.report(node.start, call.forbidden);
    if (call.block === 'describe') this.enterDescribe(node, call);
    else this.addTest(node, call);
  }

  private enterDescribe(node: CallExpression, call: TestCall): void {
    const title = readTitle(call);
    if (this.open.length === 0) this.addGroup(node, title);
    this.open.push({ node, title });
  }

  private addGroup(node: CallExpression, title: Title): void {
    if (title.fixed === null) {
      this.report(node.start, 'the title of a group must be a plain string: the manifest names it');
      return;
    }
    this.groups.push({ name: title.fixed, offset: node.start });
  }

  private addTest(node: CallExpression, call: TestCall): void {
    const [group, ...inner] = this.open.map((block) => block.title);
    if (group === undefined) {
      this.report(node.start, 'a test must be inside a top-level describe: that is its group');
      return;
    }
    if (group.fixed === null) return;
    const title = readTitle(call);
    const titles = [group, ...inner, title];
    const fixed = titles.every((part) => part.fixed !== null) && !call.repeated;
    if (title.fixed === '') this.report(node.start, 'a test needs a title that says what holds');
    if (!fixed) this.warnAboutTitle(node);
    this.tests.push({
      group: group.fixed,
      id: new RegExp(`^${titles.map((part) => part.pattern).join(' › ')}$`),
      fixedId: fixed ? titles.map((part) => part.fixed).join(' › ') : null,
      offset: node.start,
    });
  }

  private warnAboutTitle(node: CallExpression): void {
    const message =
      'the title is put together at run time: lint cannot check its id in expect.yaml, and it must be the same in every run';
    this.problems.push(this.source.problem(node.start, message, 'warning'));
  }

  private report(offset: number, message: string): void {
    this.problems.push(this.source.problem(offset, message));
  }
}
