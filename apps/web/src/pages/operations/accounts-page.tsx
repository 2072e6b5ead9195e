import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { AccountSummary, pageOf, Role } from '#contracts';
import { request } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { FilterSelect } from '../../parts/filter-select.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Empty } from '../../parts/notice.js';
import { Page } from '../../parts/page.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { RoleButton } from './role-button.js';

const Accounts = pageOf(AccountSummary);
const ROLES = Role.options.map((value) => ({ value, label: value }));

/** Who there is, and who may do what. What is asked for stands in the address. */
export function AccountsPage() {
  const [asked, setAsked] = useSearchParams();
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({
    limit: '50',
    ...Object.fromEntries(asked),
    ...(cursor === null ? {} : { cursor }),
  });
  const loaded = useLoaded(`accounts?${query}`, (signal) =>
    request(Accounts, `/accounts?${query}`, { signal }),
  );
  const narrow = (name: 'search' | 'role', value: string) => {
    setCursor(null);
    setAsked(
      (before) => {
        const { [name]: _before, ...others } = Object.fromEntries(before);
        return new URLSearchParams(value === '' ? others : { ...others, [name]: value });
      },
      { replace: true },
    );
  };
  return (
    <Page
      title="Accounts"
      lead="Everybody begins as a learner. Instructors write exercises and teach cohorts; admins run the platform."
      trail={<Link href="/operations">Operations</Link>}
    >
      <form
        className="filters"
        role="search"
        aria-label="Accounts"
        onSubmit={(event) => event.preventDefault()}
      >
        <div className="field grow">
          <label htmlFor="account-search">Search</label>
          <input
            id="account-search"
            type="search"
            maxLength={100}
            placeholder="Name, alias or e-mail address"
            value={asked.get('search') ?? ''}
            onChange={(event) => narrow('search', event.target.value)}
          />
        </div>
        <FilterSelect
          label="Role"
          value={asked.get('role') ?? ''}
          options={ROLES}
          onChoose={(role) => narrow('role', role)}
        />
      </form>
      <WhenLoaded of={loaded} what="the accounts">
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <Empty title="Nobody fits">
              <p>Less of a name finds more.</p>
            </Empty>
          ) : (
            <>
              <AccountTable accounts={items} onChanged={loaded.reload} />
              <Paging cursor={cursor} nextCursor={nextCursor} onGo={setCursor} />
            </>
          )
        }
      </WhenLoaded>
    </Page>
  );
}

interface AccountTableProps {
  readonly accounts: readonly AccountSummary[];
  readonly onChanged: () => void;
}

function AccountTable({ accounts, onChanged }: AccountTableProps) {
  return (
    <ScrollTable label="List of accounts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">E-mail</th>
          <th scope="col">Since</th>
          <th scope="col">Role</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row">
              {account.displayName}
              <br />
              <small className="muted">{account.alias}</small>
            </th>
            <td>{account.email ?? 'signs in elsewhere'}</td>
            <td>
              <Moment at={account.createdAt} withTime={false} />
            </td>
            <td>{account.role}</td>
            <td>
              <RoleButton account={account} onChanged={onChanged} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
