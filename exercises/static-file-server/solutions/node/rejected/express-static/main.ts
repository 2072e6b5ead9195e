import express from 'express';
import { answerDesk, SITE } from './desk.ts';

const app = express();
app.put('/_desk/*path', answerDesk);
app.use(
  express.static(SITE, {
    setHeaders: (response) => response.setHeader('X-Content-Type-Options', 'nosniff'),
  }),
);
app.use((request, response) => void response.status(404).end());
app.listen(Number(process.env.PORT), '127.0.0.1');
