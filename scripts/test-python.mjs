#!/usr/bin/env node
// `npm run test:python`: the Python client with its tests, the remote API as tools of others see it, and the example framework on
// pymesos, against the server of this checkout. Arguments are handed to pytest. What they need is installed into folders of their
// own; where there is no Python that is said, and nothing is tested; in CI that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printed, root, run, testSuites } from './language-suites.mjs';

const client = join(root, 'clients/python');
const remoteApi = join(root, 'test-clients/remote-api');
const framework = join(root, 'examples/python-scheduler');
const arguments_ = process.argv.slice(2);

/** Each with the folder it runs in, what is installed for it, and what is run of that. */
const suites = [
  {
    name: 'Python client',
    folder: client,
    install: ['-r', join(client, 'requirements-dev.txt'), '-e', client],
    commands: [
      ['ruff', 'check', '--config', 'pyproject.toml', '.', remoteApi, framework],
      ['ruff', 'format', '--check', '--quiet', '--config', 'pyproject.toml', '.', remoteApi, framework],
      ['mypy', 'src', 'tests', 'make_aio.py'],
      ['pytest', ...arguments_],
    ],
  },
  {
    name: 'remote API',
    folder: remoteApi,
    install: ['-r', join(remoteApi, 'requirements.txt'), '-e', client],
    commands: [['pytest', ...arguments_]],
  },
  {
    name: 'a framework on pymesos',
    folder: framework,
    // Its dependency http-parser is source code that current versions of Python do not compile; Debian has it mended.
    python: '/usr/bin/python3',
    environment: ['--system-site-packages'],
    whyNot: () =>
      printed('/usr/bin/python3', '-c', 'import venv, ensurepip, http_parser') === undefined
        ? 'there is no http-parser for /usr/bin/python3 on this machine'
        : undefined,
    install: ['-r', join(framework, 'requirements.txt'), '-e', client],
    commands: [['pytest', ...arguments_]],
  },
];

testSuites(
  suites.map((suite) => ({ ...suite, test: () => test(suite) })),
  whyNot(),
);

/** Why nothing can be tested here, if that is so. */
function whyNot() {
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (status === null) return 'there is no python3 on this machine';
  if (status !== 0) return 'python3 has no venv module with pip on this machine';
  const [major, minor] = stdout.split(' ').map(Number);
  return major === 3 && minor >= 10 ? undefined : `the tools of these tests need Python 3.10, but python3 is ${major}.${minor}`;
}

function test(suite) {
  const programs = installed(suite);
  return programs !== undefined && suite.commands.every(([name, ...rest]) => run(join(programs, name), rest, suite.folder));
}

/** Where the programs of a suite are; installs them unless what was asked for is what is there. */
function installed({ name, install, python = 'python3', environment = [] }) {
  const folder = join(root, 'node_modules/.cache/minimesos', name.toLowerCase().replaceAll(' ', '-'));
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const stamp = join(folder, 'installed.txt');
  const version = printed(python, '-c', 'import sys; print(sys.version, sys.executable)');
  const files = install.filter((argument) => argument.endsWith('.txt'));
  const wanted = [version, ...[...files, join(client, 'pyproject.toml')].map((file) => readFileSync(file, 'utf8')), root].join(
    '\n',
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...install];
  if (!run(python, ['-m', 'venv', ...environment, folder], root) || !run(join(programs, 'python'), pip, root)) return undefined;
  writeFileSync(stamp, wanted);
  return programs;
}
