import { useState } from 'react';
import { AddInstructorRequest, CohortMemberView, pageOf } from '#contracts';
import { asJson, request, send } from '../../api/client.js';
import { useLoaded } from '../../api/use-loaded.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { FormEnd, TextField } from '../../parts/fields.js';
import { WhenLoaded } from '../../parts/loaded.js';
import { Moment } from '../../parts/moment.js';
import { Paging } from '../../parts/paging.js';
import { ScrollTable } from '../../parts/scroll-table.js';
import { useForm } from '../../parts/use-form.js';
import { announce } from '../../shell/announcer.js';

const MemberPage = pageOf(CohortMemberView);

export function MemberSection({ id }: { id: string }) {
  const [cursor, setCursor] = useState<string | null>(null);
  const query = new URLSearchParams({ limit: '50', ...(cursor === null ? {} : { cursor }) });
  const loaded = useLoaded(`members ${id} ${query}`, (signal) =>
    request(MemberPage, `/cohorts/${id}/members?${query}`, { signal }),
  );
  return (
    <div className="stack">
      <h2>Members</h2>
      <WhenLoaded of={loaded} what="the members">
        {({ items, nextCursor }) => (
          <>
            <MemberTable id={id} members={items} onRemoved={loaded.reload} />
            <Paging
              cursor={cursor}
              nextCursor={nextCursor}
              onGo={setCursor}
              words={['First members', 'Further members']}
            />
          </>
        )}
      </WhenLoaded>
      <InstructorForm id={id} onAdded={loaded.reload} />
    </div>
  );
}

function MemberTable({
  id,
  members,
  onRemoved,
}: {
  id: string;
  members: readonly CohortMemberView[];
  onRemoved: () => void;
}) {
  return (
    <ScrollTable label="Members of the cohort">
      <thead>
        <tr>
          <th>Name</th>
          <th>E-mail</th>
          <th>External id</th>
          <th>Role</th>
          <th>Joined</th>
          <th>
            <span className="visually-hidden">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map(({ userId, displayName, rosterName, email, externalId, role, joinedAt }) => (
          <tr key={userId}>
            <td>
              {rosterName ?? displayName}
              {rosterName !== null && rosterName !== displayName && (
                <>
                  <br />
                  <small className="muted">{displayName}</small>
                </>
              )}
            </td>
            <td>{email}</td>
            <td>{externalId ?? '–'}</td>
            <td>{role}</td>
            <td>
              <Moment at={joinedAt} withTime={false} />
            </td>
            <td>
              <ConfirmButton
                kind="quiet"
                small
                label={
                  <>
                    Remove <span className="visually-hidden">{displayName}</span>
                  </>
                }
                question={`Take ${displayName} out of the cohort?`}
                action="Take out"
                onConfirm={async () => {
                  await send(`/cohorts/${id}/members/${userId}`, { method: 'DELETE' });
                  onRemoved();
                }}
              >
                They go from its board. What they have handed in stays theirs.
              </ConfirmButton>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function InstructorForm({ id, onAdded }: { id: string; onAdded: () => void }) {
  const form = useForm({
    initial: { email: '' },
    schema: AddInstructorRequest,
    send: async (body) => {
      await send(`/cohorts/${id}/instructors`, asJson('POST', body));
      announce('They teach it now');
      form.reset();
      onAdded();
    },
  });
  return (
    <form className="card stack" noValidate onSubmit={form.submit}>
      <h3>Add an instructor</h3>
      <TextField
        form={form}
        name="email"
        type="email"
        label="E-mail address"
        autoComplete="off"
        hint="Of somebody with the role instructor or admin."
      />
      <FormEnd form={form} label="Add" kind="quiet" />
    </form>
  );
}
