import { useSearch } from 'wouter';
import { LINK_PROBLEMS, SIGN_IN_PROBLEMS, SignInProviders } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { Notice } from '../../parts/notice.js';

const PROBLEMS: Readonly<Record<string, string>> = { ...SIGN_IN_PROBLEMS, ...LINK_PROBLEMS };

/** How linking an account elsewhere ended, when the browser has just come back from there. */
export function LinkNotice() {
  const query = new URLSearchParams(useSearch());
  const [linked, problem] = [query.get('linked'), query.get('problem')];
  if (linked !== null) return <Linked id={linked} />;
  if (problem === null || !Object.hasOwn(PROBLEMS, problem)) return null;
  return (
    <Notice tone="bad">
      <p role="alert">{PROBLEMS[problem]}</p>
    </Notice>
  );
}

function Linked({ id }: { id: string }) {
  const providers = useLoaded('providers', (signal) =>
    request(SignInProviders, '/auth/providers', { signal }),
  );
  if (providers.state !== 'ready') return null;
  const provider = providers.value.items.find((one) => one.id === id);
  if (provider === undefined) return null;
  return (
    <Notice tone="good">
      <p role="status">Your account at {provider.name} is linked: from now on you can sign in with it.</p>
    </Notice>
  );
}
