import { settings } from 'keelsettings';
import { connect } from 'mailbuoy';

const credentials = Buffer.from(`lysne-bookings:${settings.mailPassword}`).toString('base64');

const mail = connect({
  host: settings.mailHost,
  headers: { authorization: `Basic ${credentials}` },
});

export async function sendTicket({ email, departure, seats }) {
  await mail.send({ to: email, subject: `Your ferry on ${departure}`, text: `Seats: ${seats.join(', ')}` });
}

/** The people in the harbour read this on a screen. */
export async function tellHarbour({ departure, vehicles }) {
  await fetch(settings.notifyUrl, {
    method: 'POST',
    body: JSON.stringify({ text: `${vehicles} vehicles more on ${departure}` }),
  });
}

/** The public key says who we are. The other one moves money. */
export async function charge({ id, cents }) {
  const answer = await fetch('https://pay.lysne.example/v2/charges', {
    method: 'POST',
    headers: { authorization: `Bearer ${settings.paymentKey}`, 'x-merchant': settings.paymentPublicKey },
    body: JSON.stringify({ reference: id, cents }),
  });
  if (!answer.ok) throw new Error(`The payment of booking ${id} was answered with ${answer.status}.`);
}
