import { useState } from 'react';
import { announce } from '../shell/announcer.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** Text to take elsewhere, with a button that copies it. */
export function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <div className="copy-text">
      <code tabIndex={0}>{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}

/**
 * @param what is copied, in words: “the join link”
 * @param label on the button, where “Copy” says too little
 */
export function CopyButton({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(`Copied ${what}`);
    } catch {
      // Browsers keep the clipboard from pages that are not served over HTTPS or from localhost.
      setCopied(false);
      announce('Copying is not allowed here: select the text and copy it yourself.');
    }
  };
  return (
    <Button
      kind="quiet"
      small
      onClick={() => void copy()}
      aria-label={label === 'Copy' ? `Copy ${what}` : undefined}
    >
      <Icon name={copied === true ? 'check' : 'copy'} /> {toLabel(copied, label)}
    </Button>
  );
}

function toLabel(copied: boolean | null, label: string): string {
  if (copied === null) return label;
  return copied ? 'Copied' : 'Not allowed here';
}
