import { connect } from 'anchorsql';
import { readRows } from 'chartcsv';
import { settings } from 'keelsettings';
import { createLog } from 'pilotlog';
import { sign } from 'sealtoken';
import { createApp } from 'wharfside';
import { charge, sendTicket, tellHarbour } from './partners.js';

// Sessions are signed with settings.sessionKey and last for a day.
// If everybody is signed out at once, it was changed.
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

app.listen(Number(settings.port), () => log.info('listening', { port: settings.port }));
