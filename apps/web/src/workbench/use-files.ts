import { useState } from 'react';
import type { SubmissionFile } from '#contracts';
import { describeFiles, mergeFiles, renameFile, withContent } from '../files/file-list.js';
import type { SourceFiles } from '../files/source-files.js';
import { UploadError } from '../files/upload-error.js';
import { announce } from '../shell/announcer.js';
import type { OpenDraft } from './use-draft.js';

/** What was done last to the files as a whole, and the way back. */
interface LastChange {
  readonly said: string;
  readonly before: readonly SubmissionFile[] | null;
  readonly failed: boolean;
}

export interface FileDesk {
  readonly current: SubmissionFile | null;
  readonly lastChange: LastChange | null;
  readonly open: (path: string) => void;
  readonly write: (path: string, content: string) => void;
  readonly add: (path: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly upload: (reading: Promise<SourceFiles>) => Promise<void>;
  readonly replaceAll: (
    files: readonly SubmissionFile[],
    occasion: 'reset' | 'restore',
    said: string,
  ) => void;
  readonly undo: () => void;
  readonly dismiss: () => void;
}

/** Everything that can be done to the files of a draft. Whatever takes something away can be undone. */
export function useFiles({ files, keeper }: OpenDraft): FileDesk {
  const [path, setPath] = useState<string | null>(null);
  const [lastChange, setLastChange] = useState<LastChange | null>(null);
  const current = files.find((file) => file.path === path) ?? files[0] ?? null;

  const tell = (said: string, before: LastChange['before'], failed = false) => {
    setLastChange({ said, before, failed });
    announce(before === null ? said : `${said} You can undo it.`);
  };

  return {
    current,
    lastChange,
    open: setPath,
    write: (at, content) => keeper.edit(withContent(keeper.look().files, at, content)),
    add: (added) => {
      keeper.edit([...files, { path: added, content: '' }]);
      setPath(added);
    },
    rename: (from, to) => {
      keeper.edit(renameFile(files, from, to));
      setPath(to);
    },
    remove: (removed) => {
      const index = files.findIndex((file) => file.path === removed);
      keeper.edit(files.filter((file) => file.path !== removed));
      setPath(files[index + 1]?.path ?? files[index - 1]?.path ?? null);
      tell(`Deleted ${removed}.`, files);
    },
    upload: async (reading) => {
      try {
        const before = keeper.look().files;
        const source = await reading;
        const merged = mergeFiles(before, source.files);
        const mistake = describeFiles(merged.files);
        if (mistake !== null) throw new UploadError(`Nothing was added: ${mistake}.`);
        keeper.edit(merged.files);
        setPath(source.files[0]?.path ?? null);
        tell(tellUpload(source, merged.replaced), before);
      } catch (error) {
        const why = error instanceof UploadError ? error.message : 'This could not be read.';
        tell(why, null, true);
      }
    },
    replaceAll: (next, occasion, said) => {
      const before = keeper.look().files;
      keeper.replace(next, occasion);
      setPath(null);
      tell(said, before);
    },
    undo: () => {
      const before = lastChange?.before ?? null;
      if (before === null) return;
      keeper.edit(before);
      setLastChange(null);
      announce('Undone');
    },
    dismiss: () => setLastChange(null),
  };
}

function tellUpload({ files, skipped }: SourceFiles, replaced: number): string {
  const parts = [
    files.length === 1 ? `Added ${files[0]!.path}` : `Added ${files.length} files`,
    ...(replaced > 0
      ? [`${files.length === 1 ? '' : `${replaced} of them `}in place of what was there`]
      : []),
    ...(skipped > 0 ? [`left out ${skipped} that tools leave behind`] : []),
  ];
  return `${parts.join(', ')}.`;
}
