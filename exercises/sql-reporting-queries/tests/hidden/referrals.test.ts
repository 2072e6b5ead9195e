import { random } from '@touchstone/kit';
import { aCustomer, openShop, type Customer } from './shop.ts';

async function referralsOf(customers: readonly Customer[], id: number) {
  const database = await openShop({ customers, products: [], orders: [] });
  return database.learner.query('referrals.sql', [id]);
}

function expectedOf(customers: readonly Customer[], root: number) {
  const depths = new Map([[root, 0]]);
  for (const [id, depth] of depths) {
    for (const { id: next, referred_by } of customers)
      if (referred_by === id && !depths.has(next)) depths.set(next, depth + 1);
  }
  return customers
    .filter(({ id }) => id !== root && depths.has(id))
    .map(({ id, name }) => ({ id, name, depth: depths.get(id) ?? 0 }))
    .sort((a, b) => a.depth - b.depth || a.id - b.id);
}

/** Customers by whom referred them. */
const customersOf = (...referrers: (number | null)[]): Customer[] =>
  referrers.map((referred_by, index) => aCustomer(index + 1, { referred_by }));

describe('Referrals', () => {
  it('lists those whom a customer referred', async () => {
    const customers = customersOf(null, 1, 1, null, 4);

    expect(await referralsOf(customers, 1)).toEqual(expectedOf(customers, 1));
  });

  it('follows referrals to every depth', async () => {
    const customers = customersOf(null, ...Array.from({ length: 40 }, (_, index) => index + 1), 1, 2);

    expect(await referralsOf(customers, 1)).toEqual(expectedOf(customers, 1));
  });

  it('has no rows for a customer who referred nobody', async () => {
    expect(await referralsOf(customersOf(null, 1, 1), 3)).toEqual([]);
  });

  it('comes to an end in a circle that the customer is part of', async () => {
    const customers = customersOf(3, 1, 2, 2);

    expect(await referralsOf(customers, 1)).toEqual(expectedOf(customers, 1));
  });

  it('does not list a customer who referred themself', async () => {
    const customers = customersOf(1, 1, 2);

    expect(await referralsOf(customers, 1)).toEqual(expectedOf(customers, 1));
  });

  it('is right about a crowd', async () => {
    // The customer is in a circle of five, which a crowd hangs on.
    const root = random.integer(1, 5);
    const circle = [5, 1, 2, 3, 4].map((referred_by, index) => aCustomer(index + 1, { referred_by }));
    const crowd = Array.from({ length: 115 }, (_, index) =>
      aCustomer(index + 6, { referred_by: random.integer(1, 5) === 1 ? null : random.integer(1, index + 5) }),
    );
    const customers = [...circle, ...crowd];

    expect(await referralsOf(customers, root)).toEqual(expectedOf(customers, root));
  });
});
