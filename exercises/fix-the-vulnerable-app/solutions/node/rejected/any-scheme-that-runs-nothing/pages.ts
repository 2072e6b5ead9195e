import type { Reader } from './accounts.ts';
import { html, scriptJson, type Markup } from './html.ts';
import type { Comment, Search, Ticket, TicketRow } from './tickets.ts';

function layout(title: string, content: Markup, nav: Markup | string = ''): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} – Help desk</title></head>
<body>
${nav}
${content}
</body>
</html>`.text;
}

const form = (reader: Reader, action: string, fields: Markup) =>
  html`<form method="post" action="${action}"><input type="hidden" name="form_token" value="${reader.formToken}">${fields}</form>`;

const navOf = (reader: Reader) => html`<nav>
<a href="/tickets">Tickets</a> <a href="/house">My house</a> <a href="/profile">${reader.display_name}</a>
${form(reader, '/logout', html`<button>Log out</button>`)}
</nav>`;

const tableOf = (tickets: readonly TicketRow[]) => html`<table id="tickets">
${tickets.map(
  ({ id, subject, status }) =>
    html`<tr data-id="${id}"><td><a href="/tickets/${id}">${subject}</a></td><td>${status}</td></tr>`,
)}
</table>`;

export const showError = (message: string) => layout('Sorry', html`<p id="error">${message}</p>`);

export const showLogin = () =>
  layout(
    'Log in',
    html`<form method="post" action="/login"><input name="name"><input type="password" name="password"><button>Log in</button></form>
<form method="post" action="/register"><input name="name"><input type="password" name="password"><input name="display_name"><button>Register</button></form>`,
  );

export const showTickets = (reader: Reader, tickets: readonly TicketRow[], { q, sort, order }: Search) =>
  layout(
    'Tickets',
    html`<form method="get" action="/tickets">
<input name="q" value="${q}">
<input type="hidden" name="sort" value="${sort}"><input type="hidden" name="order" value="${order}">
<button>Search</button>
</form>
<p>${tickets.length} tickets that contain “${q}”</p>
${tableOf(tickets)}
${form(reader, '/tickets', html`<input name="subject"><textarea name="body"></textarea><button>Open a ticket</button>`)}`,
    navOf(reader),
  );

export const showHouse = (reader: Reader, tickets: readonly TicketRow[]) =>
  layout('My house', html`<h1>${reader.house}</h1>\n${tableOf(tickets)}`, navOf(reader));

export function showTicket(
  reader: Reader,
  ticket: Ticket,
  comments: readonly Comment[],
  attachments: readonly string[],
): string {
  const { id, subject, body, status } = ticket;
  const path = `/tickets/${id}`;
  return layout(
    subject,
    html`<h1 id="subject">${subject}</h1>
<p>by ${showAuthor(ticket)}, <span id="status">${status}</span></p>
<p id="body">${body}</p>
<ul id="comments">
${comments.map(({ display_name, text }) => html`<li><b>${display_name}</b> <span>${text}</span></li>`)}
</ul>
<ul id="attachments">
${attachments.map((name) => html`<li><a href="${path}/attachment?name=${encodeURIComponent(name)}">${name}</a></li>`)}
</ul>
${form(reader, `${path}/comments`, html`<textarea name="text"></textarea><button>Comment</button>`)}
${form(reader, `${path}/attachments`, html`<input name="name"><textarea name="content"></textarea><button>Attach</button>`)}
${form(reader, `${path}/close`, html`<button>Close</button>`)}
<script type="application/json" id="ticket">${scriptJson({ id, subject, body, status })}</script>`,
    navOf(reader),
  );
}

const showAuthor = ({ display_name, house, website }: Ticket) =>
  isWebAddress(website)
    ? html`<a id="author" title='${house}' href="${website}">${display_name}</a>`
    : html`<span id="author" title='${house}'>${display_name}</span>`;

/** Escaping keeps an address within its attribute. What happens on a click is decided by its scheme. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:', 'ftp:', 'mailto:'].includes(new URL(text).protocol);
}

export const showProfile = (reader: Reader) =>
  layout(
    'Profile',
    html`<p>The code of your front door is <span id="door-code">${reader.door_code}</span>.</p>
${form(
  reader,
  '/profile',
  html`<input name="display_name" value="${reader.display_name}">
<input name="house" value="${reader.house}">
<input name="website" value="${reader.website}">
<button>Save</button>`,
)}`,
    navOf(reader),
  );
