import express, { type NextFunction, type Request, type Response } from 'express';
import { connectCache, forget, readThrough } from './cache.ts';
import { isBody, loadProduct, storeProduct } from './products.ts';

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.get('/products/:sku', async (request, response) => {
  const product = await readThrough(request.params.sku, loadProduct);
  if (product) response.json(product);
  else response.status(404).json({ error: 'there is no such product' });
});

app.put('/products/:sku', async (request, response) => {
  if (!isBody(request.body)) {
    response.status(400).json({ error: 'name must have 1–100 characters, price must be an integer 0–1000000000' });
    return;
  }
  const { name, price } = request.body;
  const product = { sku: request.params.sku, name, price };
  await storeProduct(product);
  await forget(product.sku);
  response.json(product);
});

app.use((error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => {
  if (!error.status) console.error(error);
  response.status(error.status ?? 500).json({ error: error.message });
});

await connectCache();
app.listen(Number(process.env.PORT), '127.0.0.1');
