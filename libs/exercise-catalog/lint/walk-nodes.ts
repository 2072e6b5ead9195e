import { visitorKeys, type Node } from 'oxc-parser';

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

/** Its children in source order: the parser knows the properties that hold any. */
function listChildren(node: Node): Node[] {
  const held = node as unknown as Readonly<Record<string, Node | (Node | null)[] | null>>;
  return (visitorKeys[node.type] ?? []).flatMap((key) => held[key] ?? []).filter((child) => child !== null);
}
