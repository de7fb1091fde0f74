import { gzipSync } from 'node:zlib';
import type { PathFinder } from '../../src/mesos/process/http/router.js';
import { HttpServer } from '../../src/mesos/process/http/server.js';
import { Libprocess } from '../../src/mesos/process/libprocess/libprocess.js';
import { messageRequest } from '../../src/mesos/process/libprocess/message-request.js';
import type { Door } from '../engine/door.js';
import { send } from '../send.js';
import { SmallCluster } from '../small-cluster.js';

/** A connection that is still open then is given up. */
const PATIENCE_MS = 100;
/** After so many inputs the cluster is another one: what frameworks leave behind is not to make the next inputs slower. */
const INPUTS_OF_CLUSTER = 200;
const SUBSCRIBE = '{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n"}}}';

const failures: Error[] = [];
let cluster: SmallCluster;
let server: HttpServer<PathFinder>;
let port = 0;
let inputs = 0;

async function renew(): Promise<void> {
  cluster?.stop();
  cluster = await SmallCluster.start();
  server.router = cluster.routers.master;
}

const post = (path: string, body: string | Buffer, ...headers: string[]) =>
  Buffer.concat([
    Buffer.from([`POST ${path} HTTP/1.1`, 'Host: h', `Content-Length: ${body.length}`, ...headers, '', ''].join('\r\n')),
    Buffer.from(body),
  ]);

/** The bytes of a connection to a master: requests, and messages of libprocess. */
const door: Door = {
  name: 'http',
  corpus: [
    'GET /state HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip;q=0.5, *;q=0\r\n\r\nGET /health HTTP/1.1\r\n\r\n',
    'GET /files/read?path=%2fmaster%2flog&offset=0&length=-1;jsonp=a+b HTTP/1.0\r\nConnection: close\r\n\r\n',
    'POST /api/v1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n5;a=b\r\n{"typ\r\n0\r\nX: y\r\n\r\n',
    'HEAD http://h/version HTTP/1.1\r\nExpect: 100-continue\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    post(
      '/api/v1/scheduler',
      SUBSCRIBE,
      'Content-Type: application/json; charset=utf-8',
      'Accept: application/x-protobuf, */*;q=0.1',
    ),
    post('/api/v1/scheduler', gzipSync(SUBSCRIBE), 'Content-Type: application/json', 'Content-Encoding: gzip'),
    post('/reserve', 'slaveId=a&resources=%5b%5d', 'Authorization: Basic cDpz'),
    messageRequest('any@127.0.0.1:1', 'master@127.0.0.1:5050', 'mesos.internal.RegisterSlaveMessage', Buffer.from('abc')),
    'POST /master/mesos.scheduler.Call HTTP/1.1\r\nUser-Agent: libprocess/s@127.0.0.1:1\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n',
  ],
  async open() {
    server = new HttpServer(undefined, (error) => failures.push(error), { network: { serve: (address) => served(address) } });
    await renew();
    port = (await server.listen('127.0.0.1', 0)).port;
  },
  async close() {
    await server.close();
    cluster.stop();
  },
  async run(input) {
    if (++inputs % INPUTS_OF_CLUSTER === 0) await renew();
    await send(port, input, PATIENCE_MS);
    // A stream that was cut is told as a failure, too: that is no fault of ours.
    const fault = failures.splice(0).find((error) => error.constructor !== Error);
    if (fault) throw fault;
    await cluster.check();
  },
};

/** The messages of a connection go to the cluster that there is when they come; they say that they are for its address. */
function served(address: { ip: string; port: number }) {
  const of = () => new Libprocess(cluster.runtime).serve({ ...address, port: 5050 });
  return {
    receive: (message: Parameters<ReturnType<typeof of>['receive']>[0]) => of().receive(message),
    refused: () => {},
    cut: () => {},
  };
}

export default door;
