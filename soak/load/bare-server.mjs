// What Node's HTTP alone makes of the calls of calls.mjs: reads them, parses their JSON, and answers 202. Beside it the processor time that a master
// takes for a call says something on any machine, on any day.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(202, { 'Content-Length': 0 }).end();
  });
});
server.listen(0, '127.0.0.1', () => process.send({ ready: `http://127.0.0.1:${server.address().port}` }));
