import express from 'express';

const ISSUER = process.env.UPSTREAM_PROVIDER_URL!;
const app = express();

app.get('/login', async (_request, response) => {
  // What the old desk did: the same state for everybody, and nothing that the provider's document says.
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'ticket-desk',
    redirect_uri: 'https://desk.example/callback',
    state: 'desk',
  });
  response.redirect(`${ISSUER}/authorize?${query.toString()}`);
});

app.get('/callback', (_request, response) => {
  response.status(400).json({ error: 'invalid_callback' });
});

app.get('/me', (_request, response) => {
  response.status(401).json({ error: 'not_logged_in' });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
