// The least scheduler that can be measured with: the v1 API in JSON over node:http, one connection for events and one for calls.
import http from 'node:http';

/** Subscribes; resolves when SUBSCRIBED has come. */
export class Scheduler {
  #agent;
  #waiting = [];
  #events = [];
  #pending = Buffer.alloc(0);

  /** @param sockets over how many connections calls go; over more than one their order is not kept */
  constructor(url, sockets = 1) {
    const { hostname, port } = new URL(url);
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
    this.target = { host: hostname, port };
  }

  /**
   * @param onEvent called for each event before anybody waiting for it
   * @param more what the framework's info has besides, such as the id of one that there is already
   */
  async subscribe(onEvent = () => {}, more = {}) {
    const capabilities = [{ type: 'MULTI_ROLE' }];
    const info = { user: process.env.USER ?? 'root', name: 'bench', roles: ['*'], capabilities, ...more };
    const call = { type: 'SUBSCRIBE', subscribe: { framework_info: info }, ...(more.id && { framework_id: more.id }) };
    const response = await this.#post(call, false);
    if (response.statusCode !== 200) throw new Error(`SUBSCRIBE was answered ${response.statusCode}`);
    this.streamId = response.headers['mesos-stream-id'];
    this.response = response;
    response.on('error', () => {});
    response.on('data', (chunk) => {
      this.#pending = this.#pending.length ? Buffer.concat([this.#pending, chunk]) : chunk;
      for (let newline = this.#pending.indexOf(10); newline >= 0; newline = this.#pending.indexOf(10)) {
        const end = newline + 1 + Number(this.#pending.subarray(0, newline).toString());
        if (this.#pending.length < end) return;
        const event = JSON.parse(this.#pending.subarray(newline + 1, end).toString());
        this.#pending = this.#pending.subarray(end);
        this.id ??= event.subscribed?.framework_id;
        onEvent(event);
        this.#events.push(event);
        for (const wake of this.#waiting.splice(0)) wake();
      }
    });
    await this.next('SUBSCRIBED');
    return this;
  }

  /** Takes the next event of this type for which `where` holds. */
  async next(type, where = () => true) {
    for (;;) {
      const index = this.#events.findIndex((event) => event.type === type && where(event));
      if (index >= 0) return this.#events.splice(index, 1)[0];
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }

  async call(type, fields = {}) {
    const response = await this.#post({ type, framework_id: this.id, ...fields }, true);
    if (response.statusCode < 300) return void response.resume();
    const text = (await response.setEncoding('utf8').toArray()).join('');
    throw new Error(`${type} was answered ${response.statusCode}: ${text}`);
  }

  acknowledge({ agent_id, task_id, uuid }) {
    return this.call('ACKNOWLEDGE', { acknowledge: { agent_id, task_id, uuid } });
  }

  async teardown() {
    await this.call('TEARDOWN');
    this.response.destroy();
    this.#agent.destroy();
  }

  #post(call, keep) {
    const body = JSON.stringify(call);
    return new Promise((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'Content-Length': Buffer.byteLength(body),
      };
      if (keep) headers['Mesos-Stream-Id'] = this.streamId;
      const options = { ...this.target, method: 'POST', path: '/api/v1/scheduler', headers, agent: keep ? this.#agent : false };
      http.request(options, resolve).on('error', reject).end(body);
    });
  }
}

/** A command task for an offer. */
export const task = (id, offer, command, resources = { cpus: 0.01, mem: 32 }) => ({
  name: id,
  task_id: { value: id },
  agent_id: offer.agent_id,
  resources: Object.entries(resources).map(([name, value]) => ({ name, type: 'SCALAR', scalar: { value } })),
  command: { value: command },
});
