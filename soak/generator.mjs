// Load from a process of its own: what is measured is the cluster alone.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a module of this folder, which is given `settings`. */
export function startGenerator(module, settings) {
  const path = fileURLToPath(new URL(module, import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const told = [];
  let wake = () => {};
  child.on('message', (message) => {
    told.push(message);
    wake();
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  void ended.then(() => {
    told.push({ ended: true });
    wake();
  });
  return {
    pid: child.pid,
    /** The next message that has this member. */
    async next(member) {
      for (;;) {
        const index = told.findIndex((message) => member in message);
        if (index >= 0) return told.splice(index, 1)[0][member];
        if (told.some((message) => message.ended)) throw new Error(`${module} ended before it told of ${member}`);
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
    tell: (message) => child.connected && child.send(message),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
