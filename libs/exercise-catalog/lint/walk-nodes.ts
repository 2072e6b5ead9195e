import type { Node } from 'oxc-parser';

interface Walker {
  enter(node: Node): void;
  leave(node: Node): void;
}

/**
 * Visits every node of a syntax tree in source order, each entered before and left after its children. Without
 * recursion: source that nests deeper than the call stack is still only read.
 */
export function walkNodes(root: Node, walker: Walker): void {
  const steps: { node: Node; entered: boolean }[] = [{ node: root, entered: false }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.entered) {
      walker.leave(step.node);
      continue;
    }
    walker.enter(step.node);
    steps.push({ node: step.node, entered: true });
    for (const node of listChildren(step.node).reverse()) steps.push({ node, entered: false });
  }
}

function listChildren(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
