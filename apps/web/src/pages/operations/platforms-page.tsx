import { Link } from 'wouter';
import { LtiPlatform, LtiPlatforms } from '#contracts';
import { asJson, request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { CopyText } from '../../parts/copy-text.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { announce } from '../../shell/announcer.js';
import { PlatformCard } from './platform-card.js';
import { PlatformForm } from './platform-form.js';

/** Learning platforms whose courses link here (LTI 1.3). */
export function PlatformsPage() {
  const loaded = useLoaded('platforms', (signal) => request(LtiPlatforms, '/lti/platforms', { signal }));
  return (
    <Page
      title="Learning platforms"
      width="narrow"
      lead="Courses in Moodle, Canvas and whatever else speaks LTI 1.3 link to exercises here, and get the scores."
      trail={<Link href="/operations">Operations</Link>}
    >
      <WhenLoaded of={loaded} what="the learning platforms">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No platform is registered">
              <p>Register Touchstone in the platform first, then the platform here.</p>
            </Empty>
          ) : (
            <ul className="cards">
              {items.map((platform) => (
                <li key={platform.id} className="card">
                  <PlatformCard platform={platform} onChanged={loaded.reload} />
                </li>
              ))}
            </ul>
          )
        }
      </WhenLoaded>
      <section aria-labelledby="ours">
        <h2 id="ours">1. Register Touchstone in the platform</h2>
        <OurAddresses />
      </section>
      <section aria-labelledby="theirs">
        <h2 id="theirs">2. Register the platform here</h2>
        <div className="card">
          <PlatformForm
            label="Register it"
            save={async (body) => {
              const { name } = await request(LtiPlatform, '/lti/platforms', asJson('POST', body));
              announce(`${name} is registered`);
              loaded.reload();
            }}
          />
        </div>
      </section>
    </Page>
  );
}

const ADDRESSES = [
  ['Tool URL, target link URI', '/'],
  ['Initiate login URL', '/api/v1/lti/login'],
  ['Redirection URI', '/api/v1/lti/launch'],
  ['Public keyset (JWK) URL', '/api/v1/lti/keys'],
] as const;

function OurAddresses() {
  return (
    <div className="card stack">
      <p>
        What its administrator is asked for. Let it open in a new window: no other page can frame Touchstone.
      </p>
      {ADDRESSES.map(([label, path]) => (
        <div key={path} className="field">
          <span className="label">{label}</span>
          <CopyText text={window.location.origin + path} what={label} />
        </div>
      ))}
    </div>
  );
}
