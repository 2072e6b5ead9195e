import { Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { SessionProvider } from './api/session.js';
import { ButtonLink } from './parts/button.js';
import { Loading } from './parts/notice.js';
import { Page } from './parts/page.js';
import { Announcer } from './shell/announcer.js';
import { Gate } from './shell/gate.js';
import { Header } from './shell/header.js';
import { PageBoundary } from './shell/page-boundary.js';
import { ROUTES } from './shell/routes.js';

export function App() {
  return (
    <SessionProvider>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading what="the page" />}>
          <Switch>
            {ROUTES.map(({ path, page: Content, roles }) => (
              <Route key={path} path={path}>
                {(params) => (
                  // Another address is another page: nothing of the one before stays in it.
                  <PageBoundary key={path + JSON.stringify(params)}>
                    <Gate roles={roles}>
                      <Content {...(params as Record<string, string>)} />
                    </Gate>
                  </PageBoundary>
                )}
              </Route>
            ))}
            <Route>
              <NoSuchPage />
            </Route>
          </Switch>
        </Suspense>
      </main>
      <Footer />
      <Announcer />
    </SessionProvider>
  );
}

function NoSuchPage() {
  return (
    <Page title="There is no such page" width="narrow">
      <p>The address may be mistyped, or what was here has gone.</p>
      <ButtonLink href="/">To the roadmap</ButtonLink>
    </Page>
  );
}

function Footer() {
  return (
    <footer className="footer">
      <span>Touchstone, the judge for backend exercises</span>
      <a href="/api/docs">API</a>
    </footer>
  );
}
