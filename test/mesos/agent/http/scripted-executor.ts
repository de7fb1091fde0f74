import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { ExecutorInfo } from '../../../../src/mesos/wire/messages.js';
import { type AgentFixture, customExecutor } from '../agent-fixture.js';

const script = fileURLToPath(new URL('executor-script.mjs', import.meta.url));

/** An executor that does what the words say; they are explained in its program. */
export function scriptedExecutor(id: string, words: string, more: Partial<ExecutorInfo> = {}): ExecutorInfo {
  const environment = { variables: [{ name: 'SCRIPT', value: words }] };
  return customExecutor(id, { shell: false, value: process.execPath, arguments: ['node', script], environment }, more);
}

const sandboxOf = (fixture: AgentFixture, id: string) =>
  `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/${id}/runs/latest`;

/** What a scripted executor has written so far. */
export const outputOf = (fixture: AgentFixture, id: string) =>
  readFileSync(`${sandboxOf(fixture, id)}/stdout`, 'utf8')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** The types of the events it has got so far. */
export const eventsOf = (fixture: AgentFixture, id: string): string[] => outputOf(fixture, id).flatMap(({ type }) => type ?? []);

/** A call of the executor API, as another client than the executor would make it. */
export function callAgent(
  fixture: AgentFixture,
  body: unknown,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
  { method = 'POST', path = '/slave(1)/api/v1/executor' } = {},
) {
  const { port } = fixture.agent.address;
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : body && JSON.stringify(body));
  });
}
