// Types commands into a program one after the other, each when the one before has been answered.
import { spawn } from 'node:child_process';

const DEADLINE_MS = 60_000;

/**
 * @param marker a command after each of the others, of which something is known that it prints: all that came before has come then
 * @param last what ends the program
 * @returns what it printed in answer to each command
 */
export async function converse(file, args, { commands, marker, last, env = process.env }) {
  const child = spawn(file, args, { stdio: 'pipe', env });
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  let output = '';
  let look = () => {};
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      look();
    });
  }
  const end = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal));
  }).then((how) => {
    ended = true;
    look();
    return how;
  });
  child.stdin.on('error', () => {}); // that it has ended shows otherwise
  const answers = [];
  let from = 0;
  try {
    for (const command of ['', ...commands]) {
      child.stdin.write(command === '' ? `${marker.command}\n` : `${command}\n${marker.command}\n`);
      await new Promise((resolve, reject) => {
        look = () => {
          const at = output.indexOf(marker.printed, from);
          if (at >= 0) {
            answers.push([command, output.slice(from, at)]);
            from = at + marker.printed.length;
            resolve();
          } else if (ended) reject(new Error(`${file} has ended at «${command}»:\n${output.slice(from)}`));
        };
        look();
      });
    }
    child.stdin.end(`${last}\n`);
    const how = await end;
    if (how !== 0) throw new Error(`${file} ended with ${how}:\n${output.slice(from)}`);
    return answers.slice(1);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}
