import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Files = Readonly<Record<string, string | Buffer | null>>;

const EXPECT = '# yaml-language-server: $schema=../../../../../.schema/expect.schema.json';

/** A folder that lints clean: one runtime, one group, one hidden test, one solution of each verdict. */
export const GOOD_FILES = {
  'exercise.yaml': `# yaml-language-server: $schema=../.schema/exercise.schema.json
id: 7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10
title: Echo service
summary: Answer every request with what it said.
kind: service
topics: [http]
runtimes: [node]
points: 100
minutes: 30
groups:
  - name: Basics
    points: 10
`,
  'statement.md': '# Echo\n\nAnswer with what was said.\n',
  'hints.md': '## Answer\n\n1. Look at the body.\n2. Send it back.\n',
  'starter/node/main.js': '// start here\n',
  'tests/public/echo.test.ts': `describe('Basics', () => {\n  it('answers', () => {});\n});\n`,
  'tests/hidden/echo.test.ts': `describe('Basics', () => {\n  it('echoes', () => {});\n});\n`,
  'solutions/node/accepted/plain/main.js': '// works\n',
  'solutions/node/rejected/mute/main.js': '// says nothing\n',
  'solutions/node/rejected/mute/expect.yaml': `${EXPECT}
outcome: wrong-answer
fails: [Basics › echoes]
because: It never answers at all.
`,
} as const;

/** Writes exercise folders below one temporary folder, removed by `dispose`. */
export class ExerciseFolders {
  readonly root = mkdtempSync(join(tmpdir(), 'exercises-'));

  /** Writes the good exercise, in place of what is there, with changes: a text replaces a file, null leaves it out. */
  write(changes: Files = {}, slug = 'echo-service'): string {
    const dir = join(this.root, slug);
    rmSync(dir, { recursive: true, force: true });
    for (const [path, content] of Object.entries({ ...GOOD_FILES, ...changes })) {
      if (content !== null) this.put(join(slug, path), content);
    }
    return dir;
  }

  put(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
