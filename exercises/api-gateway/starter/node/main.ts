import express from 'express';

const customersUrl = process.env.UPSTREAM_CUSTOMERS_URL;
const ordersUrl = process.env.UPSTREAM_ORDERS_URL;

const app = express();

app.get('/home', async (request, response) => {
  const me = await fetch(`${customersUrl}/me`, {
    headers: { authorization: request.get('authorization') ?? '' },
  });
  const { id, name } = await me.json();

  // Next: what is in stock, and how many points there are.
  const answer = await fetch(`${ordersUrl}/orders`, { headers: { 'x-user-id': id } });
  const { orders } = await answer.json();

  response.json({ customer: { id, name }, orders, points: null, missing: [] });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
