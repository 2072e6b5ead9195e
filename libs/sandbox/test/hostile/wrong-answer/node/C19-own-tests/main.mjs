export const double = () => 0;
export const seal = () => '';
export class Counter {
  add() {
    return 0;
  }
}
