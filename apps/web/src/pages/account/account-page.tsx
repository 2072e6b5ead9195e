import { useSession } from '../../api/session.js';
import { Page } from '../../parts/page.js';
import { DeleteAccount } from './delete-account.js';
import { ExportButton } from './export-button.js';
import { LinkNotice } from './link-notice.js';
import { LinkedAccounts } from './linked-accounts.js';
import { PasswordForm } from './password-form.js';
import { ProfileForm } from './profile-form.js';
import { TokenSection } from './token-section.js';

export function AccountPage() {
  const { me } = useSession();
  // The gate in front of the page lets nobody in who is not logged in; somebody may log out on it.
  if (me === null) return null;
  return (
    <Page title="Account" width="narrow" lead={me.email ?? undefined}>
      <LinkNotice />
      <ProfileForm key={me.id} me={me} />
      <h2>Password</h2>
      <PasswordForm me={me} />
      <LinkedAccounts me={me} />
      <h2>Personal tokens</h2>
      <TokenSection />
      <h2>Your data</h2>
      <div className="card stack">
        <p>
          Take everything of yours with you: your account, your tokens without their secrets, your cohorts and
          drafts, and all your submissions with their files and verdicts, as one JSON file.
        </p>
        <ExportButton />
      </div>
      <h2>Delete your account</h2>
      <DeleteAccount me={me} />
    </Page>
  );
}
