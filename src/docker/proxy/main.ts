import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { Clock } from '../../mesos/process/clock.js';
import { keepAlive } from '../../mesos/process/keep-alive.js';
import { DockerProxy } from './proxy.js';
import { readSettings, SETTINGS_VARIABLE } from './settings.js';

/**
 * The proxy between an agent and the engine of Docker. It runs in the container that has the agent's address: that is there as long as this
 * process is, whatever becomes of the agent. Since everything at that address would go with it, the work is done in a thread, which is
 * started again when it fails.
 */
const RESTART_MS = 100;
/** Bodies that are passed on take none of it. */
const MOST_MEMORY_MB = 128;

const log = (text: string) => void process.stderr.write(`${text}\n`);

function watchOver(): void {
  keepAlive();
  const clock = new Clock();
  const begin = () => {
    const worker = new Worker(fileURLToPath(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } });
    worker.on('error', (error) => log(error.stack ?? error.message));
    worker.on('exit', (code) => {
      log(`the proxy ended with ${code}, and is started again`);
      clock.delay(RESTART_MS, begin);
    });
  };
  begin();
}

async function work(): Promise<void> {
  const settings = readSettings(process.env[SETTINGS_VARIABLE]);
  const engine = await new DockerProxy(settings, log).start();
  const found = engine ? `the engine ${engine}` : 'an engine that does not answer yet';
  process.stdout.write(`healthy: listens at ${settings.listen}, for ${found}\n`);
}

if (isMainThread) {
  // As the first process of a container it would get no signal that it does not ask for.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
  try {
    readSettings(process.env[SETTINGS_VARIABLE]);
    watchOver();
  } catch (error) {
    log((error as Error).message);
    process.exitCode = 1;
  }
} else {
  await work();
}
