import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { SIGN_IN_PROBLEMS, toOwnPath } from '#contracts';
import { useSession } from '../../api/session.js';
import { Button } from '../../parts/button.js';
import { Notice } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { FinishSignIn } from './finish-sign-in.js';
import { LogInForm } from './log-in-form.js';
import { ProviderLinks } from './provider-links.js';
import { RegisterForm } from './register-form.js';

/** `next` is the page to go back to, `finish` and `problem` are where signing in elsewhere ends. */
export function LoginPage() {
  const { me, hasEnded } = useSession();
  const query = new URLSearchParams(useSearch());
  const next = toOwnPath(query.get('next'));
  const [isNew, setNew] = useState(false);
  if (query.has('finish')) return <FinishSignIn />;
  const problem = query.get('problem');
  // Somebody who is logged in wanted to link an account.
  if (me !== null && problem !== null)
    return <Redirect to={`/account?problem=${encodeURIComponent(problem)}`} replace />;
  if (me !== null && !hasEnded) return <Redirect to={next} replace />;
  return (
    <Page title={isNew ? 'Make an account' : 'Log in'} width="narrow">
      <div className="stack">
        <SignInProblem name={problem} />
        {isNew ? <RegisterForm /> : <LogInForm />}
        <p className="row">
          {isNew ? 'You have an account?' : 'New here?'}
          <Button kind="bare" onClick={() => setNew(!isNew)}>
            {isNew ? 'Log in' : 'Make an account'}
          </Button>
        </p>
        <ProviderLinks next={next} />
      </div>
    </Page>
  );
}

function SignInProblem({ name }: { name: string | null }) {
  const problems: Readonly<Record<string, string>> = SIGN_IN_PROBLEMS;
  if (name === null || !Object.hasOwn(problems, name)) return null;
  return (
    <Notice tone="bad">
      <p role="alert">{problems[name]}</p>
    </Notice>
  );
}
