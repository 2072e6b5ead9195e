import { artifact } from '@touchstone/kit';

interface Rule {
  readonly takes: boolean;
  readonly foldersOnly: boolean;
  readonly pattern: RegExp;
}

/** Whether Git leaves a path of the project out; a folder ends with a slash. */
export function isIgnored(path: string): boolean {
  const rules = artifact
    .text('dot-gitignore')
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toRule);
  const names = path.replace(/\/$/, '').split('/');
  return names.some((_, depth) => {
    const part = names.slice(0, depth + 1).join('/');
    const isFolder = depth < names.length - 1 || path.endsWith('/');
    const last = rules.findLast((rule) => (isFolder || !rule.foldersOnly) && rule.pattern.test(part));
    return last?.takes === true;
  });
}

function toRule(line: string): Rule {
  const takes = !line.startsWith('!');
  const bare = (takes ? line : line.slice(1)).replace(/^\\/, '');
  const glob = bare.replace(/\/$/, '');
  const isAnywhere = !glob.includes('/');
  const body = glob
    .replace(/^\//, '')
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (found) => {
      if (found === '**/') return '(?:[^/]+/)*';
      if (found === '**') return '.*';
      return found === '*' ? '[^/]*' : '[^/]';
    });
  return {
    takes,
    foldersOnly: bare.endsWith('/'),
    pattern: new RegExp(`^${isAnywhere ? '(?:.*/)?' : ''}${body}$`),
  };
}
