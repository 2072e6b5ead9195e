/** A request that is not carried out, with the status that says why. */
export class Refusal extends Error {
  status: number;
  /** Of the product that is not there in this number. */
  sku: string | undefined;

  constructor(status: number, message: string, sku?: string) {
    super(message);
    this.status = status;
    this.sku = sku;
  }
}
