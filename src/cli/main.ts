#!/usr/bin/env node
import { isatty } from 'node:tty';
import { runCli } from './cli.js';

const { argv, env, stdin, stdout, stderr } = process;

// A reader that goes away, such as `head`, is no reason to leave a cluster behind half-way.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// Nor is a disk that is too full for the log of a host process, and there is nobody left to tell.
stderr.on('error', () => {});

process.exitCode = await runCli({
  argv: argv.slice(2),
  env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  signals: process,
  terminal: [0, 1, 2].some((descriptor) => isatty(descriptor)),
  exit: (code) => process.exit(code),
});
