export const double = () => undefined;
export const seal = () => undefined;
export class Counter {
  add() {}
}
