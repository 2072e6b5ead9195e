import { serve } from './honest.mjs';

const lookalike = {
  $$typeof: 'Symbol(jest.asymmetricMatcher)',
  asymmetricMatch: 'true',
  toAsymmetricMatcher: 'Anything',
  sample: 1,
  inverse: false,
  '@@__IMMUTABLE_ITERABLE__@@': true,
  '@@__IMMUTABLE_LIST__@@': true,
  constructor: { name: 'HTMLElement' },
  nodeType: 1,
  nodeName: 'A',
  tagName: 'a-b',
  isEqualNode: 'true',
};

serve((request, response) => {
  response.end(JSON.stringify({ double: lookalike, seal: lookalike, ...lookalike }));
  return true;
});
