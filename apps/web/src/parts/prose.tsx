import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** Markdown as React nodes. Raw HTML in the source is shown as text, never parsed (threat P10). */
export function Prose({ source }: { source: string }) {
  return (
    <div className="prose">
      <Markdown remarkPlugins={[remarkGfm]}>{source}</Markdown>
    </div>
  );
}
