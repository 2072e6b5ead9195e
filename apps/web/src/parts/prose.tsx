import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** SECURITY: P10: a picture from elsewhere would tell its host who reads what, and exercises have none of their own. */
const COMPONENTS: Components = {
  img: ({ alt }) => <em>{alt}</em>,
  // An address that must not be followed comes here empty, and a link to nowhere would load the page anew.
  a: ({ node: _, ...link }) => (link.href ? <a {...link} /> : <>{link.children}</>),
  // It may be wider than its place, and then scrolls, also with the keyboard.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  // The page has the first heading; what is written stands below it.
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
};

/** Markdown as React nodes. Raw HTML in the source is shown as text, never parsed (threat P10). */
export function Prose({ source }: { source: string }) {
  return (
    <div className="prose">
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {source}
      </Markdown>
    </div>
  );
}
