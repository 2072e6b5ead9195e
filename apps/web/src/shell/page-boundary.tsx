import { Component, type ReactNode } from 'react';
import { Button } from '../parts/button.js';
import { Page } from '../parts/page.js';

interface Props {
  readonly children: ReactNode;
}

/** What is shown when a page breaks or cannot be fetched: never an empty window. */
export class PageBoundary extends Component<Props, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const outdated = /dynamically imported module|module script/i.test(this.state.error.message);
    return (
      <Page title="This page could not be shown" width="narrow">
        <p>
          {outdated
            ? 'A part of the page could not be fetched: the connection was cut, or Touchstone was updated meanwhile.'
            : 'Something on our side went wrong. What you had written is kept in this browser.'}
        </p>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </Page>
    );
  }
}
