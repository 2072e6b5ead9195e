import { serve } from './honest.mjs';

const POISON =
  '{"__proto__":{"double":0,"seal":"","passed":true,"status":"passed"},"constructor":{"prototype":{"passed":true}},' +
  '"toString":null,"valueOf":null,"hasOwnProperty":true,"then":1,"length":1}';

serve((request, response) => {
  response.setHeader('__proto__', 'passed');
  response.writeHead(200, { 'content-type': 'application/json', constructor: 'passed' }).end(POISON);
  return true;
});
