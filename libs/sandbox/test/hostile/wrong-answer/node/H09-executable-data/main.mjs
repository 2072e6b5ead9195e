import { serve } from './honest.mjs';

serve((request, response) => {
  response.writeHead(200, { 'content-type': 'application/yaml' });
  response.end("double: !!js/function 'function () { process.exit(0) }'\nseal: !!python/object/apply:os.system ['true']\n");
  return true;
});
