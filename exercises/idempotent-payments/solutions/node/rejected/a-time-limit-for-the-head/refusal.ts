/** A request that is not carried out, with the status that says why. */
export class Refusal extends Error {
  status: number;
  /** Of the payment that it is about. */
  id: string | undefined;

  constructor(status: number, message: string, id?: string) {
    super(message);
    this.status = status;
    this.id = id;
  }
}
