/** Which versions of each package were installed at first. */
export const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  '@quay/retry': ['1.0.2'],
  anchorsql: ['8.3.2'],
  brinetime: ['3.0.9', '4.1.0'],
  cargobody: ['1.4.2'],
  chartcsv: ['1.2.7'],
  driftexec: ['1.0.0'],
  globfish: ['2.0.4'],
  hawserzip: ['0.9.3'],
  keelsettings: ['1.0.3'],
  knotmerge: ['1.2.4', '1.3.0'],
  lintkeel: ['6.0.2'],
  mailbuoy: ['2.2.1'],
  moorings: ['3.2.0'],
  pilotlog: ['5.1.3'],
  sealtoken: ['1.8.4'],
  ternqueue: ['1.0.5'],
  'tidelint-rules': ['0.4.1'],
  tidepath: ['2.0.8'],
  wharfside: ['3.1.4'],
};

/** The sources as they were, without the lines that held a secret. */
export const ORIGINALS: Readonly<Record<string, string>> = {
  'src/partners.js': `import { settings } from 'keelsettings';
import { connect } from 'mailbuoy';

const mail = connect({
  host: settings.mailHost,
});

export async function sendTicket({ email, departure, seats }) {
  await mail.send({ to: email, subject: \`Your ferry on \${departure}\`, text: \`Seats: \${seats.join(', ')}\` });
}

/** The people in the harbour read this on a screen. */
export async function tellHarbour({ departure, vehicles }) {
    method: 'POST',
    body: JSON.stringify({ text: \`\${vehicles} vehicles more on \${departure}\` }),
  });
}

/** The public key says who we are. The other one moves money. */
export async function charge({ id, cents }) {
  const answer = await fetch('https://pay.lysne.example/v2/charges', {
    method: 'POST',
    headers: { authorization: \`Bearer \${settings.paymentKey}\`, 'x-merchant': settings.paymentPublicKey },
    body: JSON.stringify({ reference: id, cents }),
  });
  if (!answer.ok) throw new Error(\`The payment of booking \${id} was answered with \${answer.status}.\`);
}`,
  'src/server.js': `import { connect } from 'anchorsql';
import { readRows } from 'chartcsv';
import { settings } from 'keelsettings';
import { createLog } from 'pilotlog';
import { sign } from 'sealtoken';
import { createApp } from 'wharfside';
import { charge, sendTicket, tellHarbour } from './partners.js';

// Sessions are signed with settings.sessionKey and last for a day.
const LASTS_MS = 24 * 60 * 60 * 1000;

const log = createLog({ level: settings.logLevel });
const database = connect(settings.databaseUrl);
const app = createApp({ metricsToken: settings.metricsToken });

app.post('/sessions', async (request, response) => {
  const person = await database.findPerson(request.body);
  const session = { person: person.id, until: Date.now() + LASTS_MS };
  response.json(201, { token: sign(session, settings.sessionKey) });
});

app.post('/bookings', async (request, response) => {
  const booking = await database.insert('bookings', request.body);
  await charge(booking);
  await sendTicket(booking);
  if (booking.vehicles > 0) await tellHarbour(booking);
  response.json(201, booking);
});

app.post('/timetables', async (request, response) => {
  const departures = readRows(request.text);
  await database.insertAll('departures', departures);
  response.json(201, { departures: departures.length });
});

app.listen(Number(settings.port), () => log.info('listening', { port: settings.port }));`,
  'README.md': `# Bookings

Sells tickets for the ferries of Lysne: sessions, bookings, timetables.

## Run it

\`npm ci\`, then \`npm start\`. What the service has to know is described in \`config/settings.json\` and comes from the environment.
On the staging machine \`docker compose up --detach\` does both.

## Look into the database

\`\`\`
\`\`\`

## Give money back

The payment service has no page for it.

\`\`\`
curl -X POST https://pay.lysne.example/v2/refunds \\
  -d '{"reference": "4711"}'
\`\`\`

The public key, \`pay_pub_Zk3vW8sB1nTq6YdJ5hRc\`, is on every receipt. It opens nothing.`,
};
