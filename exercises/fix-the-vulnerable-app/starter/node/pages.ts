import type { User } from './accounts.ts';
import type { Comment, Search, Ticket, TicketRow } from './tickets.ts';

function layout(title: string, content: string, nav = ''): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} – Help desk</title></head>
<body>
${nav}
${content}
</body>
</html>`;
}

const form = (action: string, fields: string) =>
  `<form method="post" action="${action}">${fields}</form>`;

const navOf = (user: User) => `<nav>
<a href="/tickets">Tickets</a> <a href="/house">My house</a> <a href="/profile">${user.display_name}</a>
${form('/logout', '<button>Log out</button>')}
</nav>`;

const tableOf = (tickets: readonly TicketRow[]) => `<table id="tickets">
${tickets
  .map(
    ({ id, subject, status }) =>
      `<tr data-id="${id}"><td><a href="/tickets/${id}">${subject}</a></td><td>${status}</td></tr>`,
  )
  .join('\n')}
</table>`;

export const showError = (message: string) => layout('Sorry', `<p id="error">${message}</p>`);

export const showLogin = () =>
  layout(
    'Log in',
    `${form('/login', '<input name="name"><input type="password" name="password"><button>Log in</button>')}
${form(
  '/register',
  '<input name="name"><input type="password" name="password"><input name="display_name"><button>Register</button>',
)}`,
  );

export const showTickets = (user: User, tickets: readonly TicketRow[], { q, sort, order }: Search) =>
  layout(
    'Tickets',
    `<form method="get" action="/tickets">
<input name="q" value="${q}">
<input type="hidden" name="sort" value="${sort}"><input type="hidden" name="order" value="${order}">
<button>Search</button>
</form>
<p>${tickets.length} tickets that contain “${q}”</p>
${tableOf(tickets)}
${form('/tickets', '<input name="subject"><textarea name="body"></textarea><button>Open a ticket</button>')}`,
    navOf(user),
  );

export const showHouse = (user: User, tickets: readonly TicketRow[]) =>
  layout('My house', `<h1>${user.house}</h1>\n${tableOf(tickets)}`, navOf(user));

export function showTicket(
  user: User,
  ticket: Ticket,
  comments: readonly Comment[],
  attachments: readonly string[],
): string {
  const { id, subject, body, status } = ticket;
  return layout(
    subject,
    `<h1 id="subject">${subject}</h1>
<p>by ${showAuthor(ticket)}, <span id="status">${status}</span></p>
<p id="body">${body}</p>
<ul id="comments">
${comments.map(({ display_name, text }) => `<li><b>${display_name}</b> <span>${text}</span></li>`).join('\n')}
</ul>
<ul id="attachments">
${attachments.map((name) => `<li><a href="/tickets/${id}/attachment?name=${name}">${name}</a></li>`).join('\n')}
</ul>
${form(`/tickets/${id}/comments`, '<textarea name="text"></textarea><button>Comment</button>')}
${form(`/tickets/${id}/attachments`, '<input name="name"><textarea name="content"></textarea><button>Attach</button>')}
${form(`/tickets/${id}/close`, '<button>Close</button>')}
<script type="application/json" id="ticket">${JSON.stringify({ id, subject, body, status })}</script>`,
    navOf(user),
  );
}

const showAuthor = ({ display_name, house, website }: Ticket) =>
  website === ''
    ? `<span id="author" title='${house}'>${display_name}</span>`
    : `<a id="author" title='${house}' href="${website}">${display_name}</a>`;

export const showProfile = (user: User) =>
  layout(
    'Profile',
    `<p>The code of your front door is <span id="door-code">${user.door_code}</span>.</p>
${form(
  '/profile',
  `<input type="hidden" name="id" value="${user.id}">
<input name="display_name" value="${user.display_name}">
<input name="house" value="${user.house}">
<input name="website" value="${user.website}">
<button>Save</button>`,
)}`,
    navOf(user),
  );
