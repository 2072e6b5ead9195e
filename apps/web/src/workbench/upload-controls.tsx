import type { ChangeEvent } from 'react';
import { Icon } from '../parts/icon.js';
import { Menu } from '../parts/menu.js';

interface UploadControlsProps {
  readonly onPick: (files: readonly File[]) => void;
}

/** Files, a folder or an archive from this computer; the same can be dropped on the editor. */
export function UploadControls({ onPick }: UploadControlsProps) {
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    onPick([...(event.target.files ?? [])]);
    // The same choice again is a choice.
    event.target.value = '';
    event.target.closest('details')?.removeAttribute('open');
  };
  return (
    <Menu
      className="upload"
      label={
        <>
          <Icon name="upload" /> Upload
        </>
      }
    >
      <label className="menu-item">
        Files or an archive (.zip, .tar, .tar.gz)
        <input type="file" multiple onChange={pick} className="visually-hidden" />
      </label>
      <label className="menu-item">
        A folder
        <input
          type="file"
          multiple
          // React knows no such property, and hands it on as an attribute.
          {...{ webkitdirectory: '' }}
          onChange={pick}
          className="visually-hidden"
        />
      </label>
      <p className="muted">You can also drop them on the editor.</p>
    </Menu>
  );
}
