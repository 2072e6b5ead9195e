import { random } from '@touchstone/kit';
import { aBusyShop, aLine, aProduct, anOrder, isPaid, openShop, type Product, type Shop } from './shop.ts';

async function bestOf(shop: Shop) {
  return (await openShop(shop)).learner.query('best-sellers.sql');
}

/** One order for each product, with so many units of it. */
function shopOf(sold: readonly (readonly [Product, number])[]): Shop {
  const orders = sold.map(([{ id }, units], index) =>
    anOrder(index + 1, { items: units === 0 ? [] : [aLine(id, units)] }),
  );
  return { customers: [], products: sold.map(([product]) => product), orders };
}

function expectedOf({ products, orders }: Shop) {
  const lines = orders.filter(isPaid).flatMap(({ items }) => items);
  const sold = products
    .map((product) => ({
      category: product.category ?? 'other',
      product: product.name,
      sold: lines
        .filter((line) => line.product_id === product.id)
        .reduce((sum, line) => sum + line.quantity, 0),
    }))
    .filter((row) => row.sold > 0);
  return sold
    .map((row) => ({
      ...row,
      place: 1 + sold.filter((other) => other.category === row.category && other.sold > row.sold).length,
    }))
    .filter(({ place }) => place <= 3)
    .sort((a, b) => compare(a.category, b.category) || a.place - b.place || compare(a.product, b.product));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

describe('Best sellers', () => {
  it('lists the three products that sold most, in each category', async () => {
    const tools = [1, 2, 3, 4, 5].map((id) => [aProduct(id), id * 10] as const);
    const hoses = [6, 7].map((id) => [aProduct(id, { category: 'hoses' }), id] as const);
    const shop = shopOf([...tools, ...hoses]);

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('adds up what one product sold in several lines and orders', async () => {
    const [one, two] = [aProduct(1), aProduct(2)];
    const orders = [
      anOrder(1, { items: [aLine(1, 4), aLine(1, 3), aLine(2, 6)] }),
      anOrder(2, { items: [aLine(2, 2)], refunds: [10, 20] }),
    ];
    const shop = { customers: [], products: [one, two], orders };

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('lets equal products share a place, and leaves the places behind them free', async () => {
    const many = random.integer(50, 90);
    const units = [many, many - 10, many - 10, many - 20, many - 30];
    const shop = shopOf(random.shuffle(units).map((sold, index) => [aProduct(index + 1), sold] as const));

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('lists all that share the third place', async () => {
    const shop = shopOf([90, 80, 70, 70, 70, 10].map((sold, index) => [aProduct(index + 1), sold] as const));

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('puts products without a category into other', async () => {
    const shop = shopOf(
      [1, 2, 3].map((id) => [aProduct(id, { category: id === 3 ? 'beds' : null }), id] as const),
    );

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('leaves out what was never sold, or only in orders that do not count', async () => {
    const sold = shopOf([
      [aProduct(1), 5],
      [aProduct(2), 0],
    ]);
    const orders = [...sold.orders, anOrder(9, { status: 'cancelled', items: [aLine(2, 50), aLine(1, 50)] })];
    const shop = { ...sold, orders };

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });

  it('is right about a busy shop', async () => {
    const shop = aBusyShop();

    expect(await bestOf(shop)).toEqual(expectedOf(shop));
  });
});
