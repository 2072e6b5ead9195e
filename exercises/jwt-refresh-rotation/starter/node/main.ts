import { randomUUID } from 'node:crypto';
import express, { type Response } from 'express';

const keys = new Map<string, object>();

const app = express();
app.use(express.json());

app.put('/keys/:kid', (request, response) => {
  keys.set(request.params.kid, request.body.jwk);
  response.status(204).end();
});

// The set is empty, for now: which members of a key may anybody read?
app.get('/.well-known/jwks.json', (_request, response) => {
  response.json({ keys: [] });
});

app.post('/sessions', (request, response) => {
  const { user, accessSeconds = 300 } = request.body;
  if (typeof user !== 'string') return refuse(response, 400, 'user must be a string');
  // Nothing is signed and nothing is remembered yet.
  response.status(201).json({
    accessToken: 'header.claims.signature',
    tokenType: 'Bearer',
    expiresIn: accessSeconds,
    refreshToken: randomUUID(),
  });
});

app.get('/me', (_request, response) => {
  refuse(response, 401, 'nobody is known yet');
});

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

app.listen(Number(process.env.PORT), '127.0.0.1');
