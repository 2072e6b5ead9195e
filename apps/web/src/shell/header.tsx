import { Link, useLocation } from 'wouter';
import type { Me } from '#contracts';
import { useSession } from '../api/session.js';
import { Icon } from '../parts/icon.js';
import { Menu } from '../parts/menu.js';
import { EndedBanner } from './ended-banner.js';
import { Navigation } from './navigation.js';
import { StatusBanner } from './status-banner.js';
import { ThemeChoice } from './theme-choice.js';

export function Header() {
  const { me, known } = useSession();
  const role = me?.role ?? null;
  return (
    <header className="header">
      <div className="header-row">
        <Link href="/" className="brand">
          <img src="/favicon.svg" alt="" width={26} height={26} /> Touchstone
        </Link>
        <Navigation role={role} label="Main" />
        <Menu className="nav-menu" label={<Icon name="menu" title="Pages" />}>
          <Navigation role={role} label="Pages" />
          {me === null && <ThemeChoice />}
        </Menu>
        {/* Its place is kept while it is not known who is here. */}
        <div className="header-end">{known && (me ? <AccountMenu me={me} /> : <GuestMenu />)}</div>
      </div>
      <div className="banners">
        <EndedBanner />
        <StatusBanner />
      </div>
    </header>
  );
}

function AccountMenu({ me }: { me: Me }) {
  const { logout } = useSession();
  const [, go] = useLocation();
  return (
    <Menu
      label={
        <>
          <Icon name="person" title="Account of" /> <span className="menu-name">{me.displayName}</span>
        </>
      }
    >
      <Link href="/account">Account</Link>
      <a href="/api/docs">API</a>
      <button type="button" className="menu-item" onClick={() => void logout().finally(() => go('/'))}>
        Log out
      </button>
      <ThemeChoice />
    </Menu>
  );
}

function GuestMenu() {
  const [path] = useLocation();
  const next = path === '/' || path === '/login' ? '' : `?next=${encodeURIComponent(path)}`;
  return (
    <>
      <Menu className="guest-theme" label={<Icon name="contrast" title="Appearance" />}>
        <ThemeChoice />
      </Menu>
      <Link href={`/login${next}`} className="button">
        Log in
      </Link>
    </>
  );
}
