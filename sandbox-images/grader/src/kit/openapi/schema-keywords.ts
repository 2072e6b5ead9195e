/** Keywords of JSON Schema 2020-12 whose value is one schema, a list of schemas, or schemas by name. */
export const KEYWORDS = {
  one: new Set([
    'additionalProperties',
    'contains',
    'else',
    'if',
    'items',
    'not',
    'propertyNames',
    'then',
    'unevaluatedItems',
    'unevaluatedProperties',
  ]),
  list: new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']),
  byName: new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties']),
  /** They hold data, which must not be taken for schemas, or a place of their own, which nothing here needs. */
  left: new Set(['$id', '$schema', 'default', 'example', 'examples', 'id']),
};

export const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);
