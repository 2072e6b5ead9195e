import { answer, serve } from './honest.mjs';

serve(async (request, response) => {
  if (request.url.startsWith('/double')) {
    const location = `http://127.0.0.1:${process.env.PORT}/led${request.url}`;
    response.writeHead(307, { location, refresh: `0; url=${location}` }).end();
    return true;
  }
  if (!request.url.startsWith('/led')) return false;
  console.log('the grader was led about');
  response.end(JSON.stringify((await answer({ ...request, url: request.url.slice(4) }))[1]));
  return true;
});
