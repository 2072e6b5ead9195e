import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString } from 'mdast-util-to-string';
import type { Heading, List, ListItem, RootContent } from 'mdast';
import type { HintLadder, LintProblem } from '../exercise.js';
import type { SourceText } from '../folder/source-text.js';

const STEPS = { min: 2, max: 6 } as const;

interface Section {
  readonly heading: Heading;
  readonly blocks: RootContent[];
}

/** Reads `hints.md`: one `##` heading for each task, each followed by one numbered list of steps. */
export function readHints(source: SourceText): { hints: HintLadder[]; problems: LintProblem[] } {
  const { sections, problems } = splitSections(source);
  const hints = sections.map((section) => {
    problems.push(...checkSection(source, section));
    return { task: toString(section.heading).trim(), steps: readSteps(source, section) };
  });
  if (sections.length === 0) {
    problems.push(
      source.problem(0, 'has no task: write a "## <task>" heading with a numbered list of steps'),
    );
  }
  return { hints, problems: [...problems, ...findRepeats(source, sections)] };
}

function splitSections(source: SourceText): { sections: Section[]; problems: LintProblem[] } {
  const sections: Section[] = [];
  const problems: LintProblem[] = [];
  for (const node of fromMarkdown(source.text).children) {
    if (node.type === 'heading' && node.depth === 2) {
      sections.push({ heading: node, blocks: [] });
      continue;
    }
    const section = sections.at(-1);
    if (node.type === 'heading') problems.push(at(source, node, 'only ## headings, one for each task'));
    else if (section === undefined) problems.push(at(source, node, 'text before the first ## heading'));
    else section.blocks.push(node);
  }
  return { sections, problems };
}

function checkSection(source: SourceText, { heading, blocks }: Section): LintProblem[] {
  const [list, ...rest] = blocks;
  if (toString(heading).trim() === '') return [at(source, heading, 'the task has no name')];
  if (list?.type !== 'list' || list.ordered !== true) {
    return [
      at(source, list ?? heading, 'a task needs a numbered list of steps ("1. …") and nothing before it'),
    ];
  }
  const outside = rest.map((node) =>
    at(
      source,
      node,
      'outside the list: a task has one numbered list; indent what belongs to a step by three spaces',
    ),
  );
  return [...checkSteps(source, heading, list), ...outside];
}

function checkSteps(source: SourceText, heading: Heading, list: List): LintProblem[] {
  const empty = list.children
    .filter((item) => stepText(source, item) === '')
    .map((item) => at(source, item, 'the step is empty'));
  const count = list.children.length;
  if (count >= STEPS.min && count <= STEPS.max) return empty;
  const message = `the ladder has ${count} step${count === 1 ? '' : 's'}; write ${STEPS.min} to ${STEPS.max}, from a nudge to nearly the answer`;
  return [...empty, at(source, heading, message)];
}

function readSteps(source: SourceText, { blocks }: Section): string[] {
  const list = blocks.find((node) => node.type === 'list');
  return (list?.children ?? []).map((item) => stepText(source, item));
}

/** The Markdown of one step, with the list's indentation taken away. */
function stepText(source: SourceText, item: ListItem): string {
  const first = item.children[0]?.position?.start;
  const end = item.children.at(-1)?.position?.end.offset;
  if (first?.offset === undefined || end === undefined) return '';
  const indentation = new RegExp(`^ {1,${first.column - 1}}`, 'gm');
  return source.text.slice(first.offset, end).replace(indentation, '').trim();
}

function findRepeats(source: SourceText, sections: readonly Section[]): LintProblem[] {
  const seen = new Set<string>();
  return sections
    .filter(({ heading }) => {
      const task = toString(heading).trim();
      return seen.has(task) || !seen.add(task);
    })
    .map(({ heading }) => at(source, heading, 'there is already a task with this name'));
}

function at(source: SourceText, node: RootContent, message: string): LintProblem {
  return source.problem(node.position?.start.offset ?? 0, message);
}
