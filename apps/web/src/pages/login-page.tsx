import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../api/session.js';
import { Button } from '../parts/button.js';
import { Failure } from '../parts/notice.js';
import { Page } from '../parts/page.js';

export function LoginPage() {
  const { login, register } = useSession();
  const [, go] = useLocation();
  const [isNew, setNew] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    setBusy(true);
    setError(null);
    try {
      if (isNew) await register(field('email'), field('password'), field('displayName'));
      else await login(field('email'), field('password'));
      go(new URLSearchParams(location.search).get('next') ?? '/');
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Page title={isNew ? 'Make an account' : 'Log in'} width="narrow">
      <form className="card stack" onSubmit={(event) => void submit(event)}>
        {isNew && (
          <label>
            Name shown to others
            <input name="displayName" required maxLength={60} autoComplete="nickname" />
          </label>
        )}
        <label>
          E-mail
          <input name="email" type="email" required autoComplete="username" />
        </label>
        <label>
          Password {isNew && <small>at least 10 characters</small>}
          <input
            name="password"
            type="password"
            required
            minLength={isNew ? 10 : 1}
            autoComplete={isNew ? 'new-password' : 'current-password'}
          />
        </label>
        {error && <Failure error={error} />}
        <Button type="submit" busy={busy}>
          {isNew ? 'Register' : 'Log in'}
        </Button>
        <Button kind="quiet" onClick={() => setNew(!isNew)}>
          {isNew ? 'I have an account' : 'I am new here'}
        </Button>
      </form>
    </Page>
  );
}
