#!/usr/bin/env node
// Installs the dependencies and builds dist/ where that is needed, so that every command of this project works on a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildJavaScript, entries } from './build.mjs';
import { isMain } from './is-main.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Does what is missing, and says so on stderr; silent when nothing is. */
export async function prepare() {
  if (!isInstalled()) await install();
  if (!isBuilt()) await timed('Building dist', buildJavaScript);
}

/**
 * Not `npm ci`: that refuses a lock file without the binaries of other platforms, and npm leaves these out of it wherever
 * a registry mirror does not carry them. Without saving, `npm install` keeps to the lock file just as well.
 */
function install() {
  // Development dependencies are part of what is needed here, whatever NODE_ENV says; no dependency needs its scripts run.
  const options = ['install', '--no-save', '--include=dev', '--ignore-scripts'];
  return timed('Installing dependencies', () => {
    const { status } = spawnSync('npm', options, {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error('npm install failed; what it printed says why.');
  });
}

/**
 * Whether node_modules holds what package-lock.json asks for. Compares what both lock files list rather than their times,
 * which tell nothing after a copy or a checkout.
 */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!present) return false;
  return Object.entries(wanted ?? {}).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

function packagesOf(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** Whether every bundle is there and younger than all of src/. */
function isBuilt() {
  const bundles = Object.keys(entries()).map((path) => join(root, path));
  if (!bundles.every((path) => existsSync(path))) return false;
  return Math.min(...bundles.map(modified)) > newest(join(root, 'src'));
}

const modified = (path) => statSync(path).mtimeMs;

/** The last change of the folder or of anything in it. A folder itself changes when a file in it comes or goes. */
function newest(folder) {
  const inside = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : modified(path);
  });
  return Math.max(modified(folder), ...inside);
}

async function timed(what, work) {
  const started = performance.now();
  await work();
  console.error(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (isMain(import.meta.url)) await prepare();
