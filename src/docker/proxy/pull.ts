import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { type EngineClient, readAll, unreachable } from './engine-client.js';
import type { Exchange } from './exchange.js';
import { Refusal } from './refusal.js';

const LARGEST_ERROR = 64 * 1024;

/**
 * Has the engine pull an image. One that the registry does not give and that the engine has is good enough: it may exist nowhere else, and
 * whoever orders its pull (Mesos, by `force_pull_image`) wants to run it.
 */
export async function pull(exchange: Exchange, engine: EngineClient, log: (text: string) => void): Promise<void> {
  const { query } = exchange;
  if (query.has('fromSrc')) throw new Refusal(403, 'minimesos: agents may pull images, and import none');
  const name = query.get('fromImage') ?? '';
  const tag = query.get('tag') ?? '';
  const image = tag ? `${name}${tag.includes(':') ? '@' : ':'}${tag}` : name;
  const present = async () => (await engine.ask('GET', `/images/${image}/json`)).status === 200;
  const instead = (reason: string) => {
    log(`pull of ${image}: ${reason}; the engine has it`);
    return `${JSON.stringify({ status: `Status: Image is up to date for ${image}: the engine has it, and the registry does not give it` })}\r\n`;
  };
  const asked = await exchange.withoutBody().send(engine);
  if (!('response' in asked)) {
    asked.socket.destroy();
    throw new Refusal(502, 'minimesos: no answer to a pull');
  }
  const answer = asked.response;
  const status = answer.statusCode ?? 502;
  if (status >= 400) {
    const body = await readAll(answer, LARGEST_ERROR, unreachable);
    if (!(await present())) return void exchange.response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    exchange.response.writeHead(200, { 'content-type': 'application/json' });
    return void exchange.response.end(instead(messageOf(body.toString())));
  }
  exchange.response.writeHead(200, { 'content-type': 'application/json' });
  await relayLines(exchange, answer, async (line) => {
    const error = errorOf(line);
    return error !== undefined && (await present()) ? instead(error) : `${line}\r\n`;
  });
}

/** Gives back line by line what comes, no faster than it is taken. */
async function relayLines({ response }: Exchange, answer: IncomingMessage, change: (line: string) => Promise<string>) {
  for await (const line of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '' || response.destroyed) continue;
    if (!response.write(await change(line))) {
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
  }
  response.end();
}

function errorOf(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { error?: string }).error;
  } catch {
    return undefined;
  }
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}
