import { SignInProviders } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';

/** Ways to sign in with an account elsewhere; nothing where there are none, and nothing while that is not known. */
export function ProviderLinks({ next }: { next: string }) {
  const providers = useLoaded('providers', (signal) =>
    request(SignInProviders, '/auth/providers', { signal }),
  );
  if (providers.state !== 'ready' || providers.value.items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="other-ways">
      <h2 id="other-ways">Or sign in with an account you have</h2>
      {providers.value.items.map(({ id, name }) => (
        // Leaves the page: the provider asks there, and sends the browser back.
        <a
          key={id}
          className="button quiet"
          href={`/api/v1/auth/oidc/${id}/start?next=${encodeURIComponent(next)}`}
        >
          Sign in with {name}
        </a>
      ))}
    </section>
  );
}
