#!/usr/bin/env node
// Builds the images that the tests of Docker run, from files of this machine: nothing is pulled, and there is no base image. What the
// engine has and is not outdated stays. Arguments: names of images; all without.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUNDLES, RECIPES } from './docker-images/recipes.mjs';
import { isMain } from './is-main.mjs';
import { prepare } from './prepare.mjs';

/** What an image was built from. */
const LABEL = 'minimesos.test.fingerprint';

/** The names of all images. */
export const IMAGES = Object.keys(RECIPES);

/** Which of them a cluster runs in which role. */
export const BY_ROLE = {
  master: 'minimesos-test/mesos:1.11.0',
  agent: 'minimesos-test/mesos:1.11.0',
  zookeeper: 'minimesos-test/zookeeper:3.8',
  proxy: 'minimesos-test/task:1',
  engine: 'minimesos-test/engine:20',
  registry: 'minimesos-test/registry:2',
  marathon: 'minimesos-test/marathon:1',
};

/**
 * Builds what is absent or outdated.
 * @returns for each image its `image`, its `state` (`built`, `present`, `impossible`) and, where impossible, the `reason`
 */
export async function buildImages(names = IMAGES) {
  await prepare();
  const results = [];
  // One after the other: each reads and writes hundreds of megabytes.
  for (const image of names) {
    try {
      results.push({ image, state: (await buildImage(image)) ? 'built' : 'present' });
    } catch (error) {
      results.push({ image, state: 'impossible', reason: error.message });
    }
  }
  return results;
}

/** Whether it had to be built. */
async function buildImage(image) {
  const recipe = RECIPES[image];
  if (!recipe) throw new Error(`there is no such image; there are ${IMAGES.join(', ')}`);
  const { root, changes } = await recipe();
  if (root.missing.length > 0) throw new Error(`${root.missing.join(', ')} is missing`);
  const fingerprint = createHash('sha256')
    .update(root.fingerprint(BUNDLES))
    .update(JSON.stringify(changes))
    .digest('hex')
    .slice(0, 16);
  const before = await inspect(image);
  if (before?.Config.Labels?.[LABEL] === fingerprint) return false;
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-image-'));
  try {
    root.writeTo(directory);
    const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    await load(directory, image, [path, `LABEL ${LABEL}=${fingerprint}`, ...changes]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  // The outdated one has no name any more, and goes unless somebody still runs it.
  if (before) await docker(['image', 'prune', '--force', '--filter', `label=${LABEL}`]);
  return true;
}

async function inspect(image) {
  try {
    return JSON.parse(await docker(['image', 'inspect', image]))[0];
  } catch (error) {
    if (/no such image/i.test(error.stderr ?? '')) return undefined;
    throw new Error((error.stderr || error.message).trim());
  }
}

const docker = async (words) => (await promisify(execFile)('docker', words, { maxBuffer: 1 << 24 })).stdout;

function load(directory, image, changes) {
  const tar = spawn('tar', ['--create', '--numeric-owner', '--owner=0', '--group=0', '--directory', directory, '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const words = ['import', ...changes.flatMap((change) => ['--change', change]), '-', image];
  const load = spawn('docker', words, { stdio: [tar.stdout, 'ignore', 'pipe'] });
  tar.stdout.destroy(); // It is the other's now.
  let said = '';
  load.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    for (const child of [tar, load]) child.on('error', reject);
    load.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said.trim() || `docker import ended with ${code}`))));
  });
}

if (isMain(import.meta.url)) {
  const names = process.argv.slice(2);
  for (const { image, state, reason } of await buildImages(names.length > 0 ? names : undefined)) {
    console.log(`${image.padEnd(30)} ${reason ? `cannot be built: ${reason}` : state}`);
    if (reason) process.exitCode = 1;
  }
}
