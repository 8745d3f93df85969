// A web server in a few lines: tells who serves the page, and logs each request.
import { createServer } from 'node:http';

const port = Number(process.env.PORT);

createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.end(`Hello from ${process.env.SUPERVISOR_PROCESS_NAME}, pid ${process.pid}\n`);
}).listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}/`));
