/**
 * SECURITY: H07 after this, no merge of hostile JSON can add or change a property that all objects share.
 *
 * A frozen prototype would also forbid `object.toString = …` on every object below it (the "override mistake" of
 * ECMAScript), which libraries do. So each data property becomes an accessor whose setter defines an own property on the
 * object assigned to, as Node's --frozen-intrinsics and SES do.
 */
export function freezePrototypes(): void {
  for (const prototype of PROTOTYPES) {
    for (const key of Reflect.ownKeys(prototype)) makeOverridable(prototype, key);
    Object.freeze(prototype);
  }
}

const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  Error.prototype,
  TypeError.prototype,
  RangeError.prototype,
  SyntaxError.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  BigInt.prototype,
  Symbol.prototype,
  Date.prototype,
  RegExp.prototype,
  Promise.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  WeakSet.prototype,
  ArrayBuffer.prototype,
  Uint8Array.prototype,
];

function makeOverridable(prototype: object, key: string | symbol): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(prototype, key);
  if (!descriptor?.configurable || !('value' in descriptor)) return;
  const value: unknown = descriptor.value;

  Object.defineProperty(prototype, key, {
    enumerable: descriptor.enumerable ?? false,
    configurable: false,
    get: () => value,
    set(this: object, assigned: unknown) {
      if (this === prototype) throw new TypeError(`${String(key)} of a built-in prototype cannot be changed`);
      Object.defineProperty(this, key, {
        value: assigned,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  });
}
