import { serve } from './honest.mjs';

serve((request, response) => {
  response.end('{"double":1e400,"double":-1e400,"seal":{"length":64},"double":1e999}');
  return true;
});
