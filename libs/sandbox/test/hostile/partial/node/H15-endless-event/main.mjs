import http from 'node:http';

http
  .createServer((request, response) => {
    if (!request.url.startsWith('/events')) return response.end('aaaa');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    talk(response);
  })
  .listen(Number(process.env.PORT), '127.0.0.1');


function talk(response) {
  pour(response, `data: a\nid: ${'a'.repeat(64)}\n`.repeat(1000));
}

function pour(response, text) {
  const fill = () => {
    while (response.write(text));
  };
  response.on('drain', fill);
  fill();
}
