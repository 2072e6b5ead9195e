import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { SignInResult, toOwnPath } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { ButtonLink } from '../../parts/button.js';
import { Failure, Loading } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { ProvePasswordForm } from './prove-password-form.js';

const ask = (body: { password?: string }) => request(SignInResult, '/auth/oidc/finish', asJson('POST', body));

/** Asked once for each time the browser comes back, however often React mounts the page. */
let finishing: Promise<SignInResult> | null = null;

/** Where the browser comes back to: takes the login that waits for it, or asks for what is missing. */
export function FinishSignIn() {
  const { enter } = useSession();
  const [, go] = useLocation();
  const [result, setResult] = useState<SignInResult | null>(null);
  const [error, setError] = useState<Error | null>(null);

  const goOn = useCallback(
    async (found: SignInResult) => {
      setResult(found);
      if (found.result !== 'logged-in') return;
      await enter(found.tokens);
      go(toOwnPath(found.next), { replace: true });
    },
    [enter, go],
  );
  useEffect(() => {
    finishing ??= ask({});
    finishing.then(goOn).catch(setError);
    // `goOn` changes with the session that it brings about; coming back happens once.
  }, []);

  if (error) {
    return (
      <Page title="Nobody was signed in" width="narrow">
        <div className="stack">
          <Failure error={error} />
          <div>
            <ButtonLink href="/login">Back to logging in</ButtonLink>
          </div>
        </div>
      </Page>
    );
  }
  if (result?.result === 'password-needed')
    return <ProvePasswordForm {...result} prove={async (password) => goOn(await ask({ password }))} />;
  return <Loading what="your account" />;
}
