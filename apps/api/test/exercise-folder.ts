import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SubmissionFile } from '#contracts';

/** A folder of exercises for the API to start with. */
export class ExercisesFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'api-exercises-'));

  write(slug: string, files: readonly SubmissionFile[]): void {
    rmSync(join(this.root, slug), { recursive: true, force: true });
    for (const { path, content } of files) {
      const file = join(this.root, slug, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  rename(from: string, to: string): void {
    renameSync(join(this.root, from), join(this.root, to));
  }

  remove(slug: string): void {
    rmSync(join(this.root, slug), { recursive: true });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }
}
