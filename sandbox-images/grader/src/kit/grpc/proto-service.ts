import type { IConversionOptions, Method, Type } from 'protobufjs';
import { SuiteMistake } from '../failures.js';
import { libraries } from '../libraries.js';

/** One method of a service, with its messages as plain data. */
export interface ProtoMethod {
  readonly name: string;
  /** `/inventory.v1.Inventory/GetItem` */
  readonly path: string;
  readonly takesStream: boolean;
  readonly givesStream: boolean;
  /** @throws SuiteMistake when the message does not fit */
  encode(message: unknown): Uint8Array;
  /** @throws Error when the bytes are no such message */
  decode(bytes: Uint8Array): unknown;
}

export interface ProtoService {
  /** @throws SuiteMistake when the service has none of this name */
  method(name: string): ProtoMethod;
}

/** Comparing and printing more than these takes seconds (threat H10). */
const MAX_VALUES = 50_000;

/** Fields that were left out have their defaults, so that a reply always has the shape that the .proto says. */
const PLAIN: IConversionOptions = {
  defaults: true,
  arrays: true,
  objects: true,
  oneofs: true,
  enums: String,
  longs: Number,
};

/**
 * Reads a service from the text of a .proto file. Names of fields stay as they are written there.
 * @throws SuiteMistake when the text is none, or has no such service
 */
export function readProtoService(proto: string, fullName: string): ProtoService {
  const service = asMistake(() => {
    const { root } = libraries.protobuf.parse(proto, { keepCase: true });
    root.resolveAll();
    return root.lookupService(fullName);
  });
  const methods = new Map(
    service.methodsArray.map((method) => [method.name, toMethod(fullName, method)] as const),
  );
  return {
    method(name) {
      const method = methods.get(name);
      if (method) return method;
      throw new SuiteMistake(`${fullName} has no method ${name}. It has: ${[...methods.keys()].join(', ')}.`);
    },
  };
}

function toMethod(service: string, method: Method): ProtoMethod {
  const { name, resolvedRequestType, resolvedResponseType } = method;
  if (!resolvedRequestType || !resolvedResponseType)
    throw new SuiteMistake(`The messages of ${service}.${name} are not in the .proto.`);
  return {
    name,
    path: `/${service}/${name}`,
    takesStream: method.requestStream ?? false,
    givesStream: method.responseStream ?? false,
    encode: (message) => encode(resolvedRequestType, message),
    decode: (bytes) => decode(resolvedResponseType, bytes),
  };
}

function encode(type: Type, message: unknown): Uint8Array {
  if (typeof message !== 'object' || message === null)
    throw new SuiteMistake(`A ${type.name} is an object, but the suite sends ${String(message)}.`);
  const stray = Object.keys(message).find((key) => !Object.hasOwn(type.fields, key));
  if (stray !== undefined) throw new SuiteMistake(`${type.name} has no field "${stray}".`);
  return asMistake(() => type.encode(type.fromObject(message)).finish());
}

function decode(type: Type, bytes: Uint8Array): unknown {
  const message = type.toObject(type.decode(bytes), PLAIN);
  if (countValues(message, MAX_VALUES + 1) > MAX_VALUES)
    throw new Error(`it has more than ${MAX_VALUES} values`);
  return message;
}

/** Stops soon behind `enough`. */
function countValues(value: unknown, enough: number): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 1;
  let count = 1;
  for (const part of Object.values(value)) {
    if (count >= enough) break;
    count += countValues(part, enough - count);
  }
  return count;
}

function asMistake<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new SuiteMistake((error as Error).message, { cause: error });
  }
}
