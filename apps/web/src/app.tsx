import { Link, Route, Switch } from 'wouter';
import { SessionProvider, useSession } from './api/session.js';
import { ExerciseListPage } from './pages/exercise-list-page.js';
import { ExercisePage } from './pages/exercise-page.js';
import { LoginPage } from './pages/login-page.js';
import { SubmissionListPage } from './pages/submission-list-page.js';
import { SubmissionPage } from './pages/submission-page.js';

export function App() {
  return (
    <SessionProvider>
      <Header />
      <main>
        <Switch>
          <Route path="/">
            <ExerciseListPage />
          </Route>
          <Route path="/login">
            <LoginPage />
          </Route>
          <Route path="/exercises/:slug">{({ slug }) => <ExercisePage key={slug} slug={slug} />}</Route>
          <Route path="/submissions">
            <SubmissionListPage />
          </Route>
          <Route path="/submissions/:id">{({ id }) => <SubmissionPage key={id} id={id} />}</Route>
          <Route>
            <p className="notice">
              There is no such page. <Link href="/">Back to the exercises</Link>
            </p>
          </Route>
        </Switch>
      </main>
    </SessionProvider>
  );
}

function Header() {
  const { me, logout } = useSession();
  return (
    <header className="bar">
      <Link href="/" className="brand">
        <img src="/favicon.svg" alt="" width={24} height={24} /> Touchstone
      </Link>
      <nav aria-label="Main">
        <Link href="/">Exercises</Link>
        {me && <Link href="/submissions">Submissions</Link>}
        <a href="/api/docs">API</a>
      </nav>
      <div className="account">
        {me ? (
          <>
            <span>{me.displayName}</span>
            <button type="button" className="quiet" onClick={() => void logout()}>
              Log out
            </button>
          </>
        ) : (
          <Link href="/login" className="button">
            Log in
          </Link>
        )}
      </div>
    </header>
  );
}
