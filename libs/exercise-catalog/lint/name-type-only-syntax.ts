import type { Node } from 'oxc-parser';

/**
 * The name of TypeScript syntax that is more than types, or null. The grader runs suites by type stripping
 * (https://nodejs.org/api/typescript.html), which leaves no code to run for these.
 */
export function nameTypeOnlySyntax(node: Node): string | null {
  switch (node.type) {
    case 'TSEnumDeclaration':
      return node.declare ? null : 'enum';
    case 'TSModuleDeclaration':
      return node.declare ? null : 'namespace';
    case 'TSParameterProperty':
      return 'a parameter property';
    case 'TSImportEqualsDeclaration':
      return 'import =';
    case 'Decorator':
      return 'a decorator';
    default:
      return null;
  }
}
