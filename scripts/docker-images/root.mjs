// The root directory of an image, as a list of what is in it: files of this machine, texts and links.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where all images have programs, libraries and the few files that each program expects. */
const MERGED = ['bin', 'sbin', 'lib', 'lib64'];

export class Root {
  #entries = new Map();
  #missing = new Set();

  constructor() {
    for (const name of MERGED) this.link(`/${name}`, `usr/${name}`);
    this.text('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n');
    this.text('/etc/group', 'root:x:0:\nnogroup:x:65534:\n');
    this.text('/etc/os-release', 'ID=minimesos-test\nPRETTY_NAME="Files of the machine"\n');
    this.text('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n');
    for (const path of ['/root', '/usr/lib64', '/usr/sbin', '/var/lib', '/var/log', '/run', '/proc', '/sys', '/dev'])
      this.directory(path);
    this.directory('/tmp', 0o1777);
    this.link('/var/run', '../run');
  }

  /** What is needed and not on this machine, each with the package that has it. */
  get missing() {
    return [...this.#missing];
  }

  /** @param mode permissions */
  text(path, text, mode = 0o644) {
    this.#entries.set(path, { text, mode });
  }

  /** @param target relative to the place of the link */
  link(path, target) {
    this.#entries.set(path, { target });
  }

  directory(path, mode = 0o755) {
    this.#entries.set(path, { directory: true, mode });
  }

  /** A file of this machine; what it links to rather than the link. */
  file(from, to = from) {
    this.#entries.set(merged(to), { from: realpathSync(from) });
  }

  /** All files below a directory of this machine but those whose path, from that directory on, is unwanted. */
  tree(from, to, unwanted = () => false, path = '') {
    for (const name of readdirSync(join(from, path))) {
      const inside = join(path, name);
      if (unwanted(inside) || !existsSync(join(from, inside))) continue;
      if (statSync(join(from, inside)).isDirectory()) this.tree(from, to, unwanted, inside);
      else this.file(join(from, inside), join(to, inside));
    }
  }

  /** A program of this machine with its libraries; undefined when it is missing. */
  program(name, debianPackage, to) {
    const from = name.includes('/') ? name : PATH.map((directory) => join(directory, name)).find(isExecutable);
    if (from === undefined || !existsSync(from)) return this.lacks(name, debianPackage);
    this.file(from, to ?? join('/usr/bin', basename(from)));
    this.libraries(from);
    return from;
  }

  /** The shared libraries of a program or library. */
  libraries(of) {
    for (const [, path] of spawnSync('ldd', [of], { encoding: 'utf8' }).stdout.matchAll(/(\/\S+) \(0x/g)) this.file(path);
  }

  /** Says that something is not on this machine. */
  lacks(what, debianPackage) {
    this.#missing.add(`${what} (apt-get install ${debianPackage})`);
    return undefined;
  }

  /** A shell and the tools that scripts expect. */
  shell() {
    const busybox = this.program('busybox', 'busybox-static', '/usr/bin/busybox');
    if (busybox === undefined) return;
    for (const name of spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n')) {
      if (name && !this.#entries.has(`/usr/bin/${name}`)) this.link(`/usr/bin/${name}`, 'busybox');
    }
  }

  /** Node, as it runs this script. */
  node() {
    this.file(process.execPath, '/usr/bin/node');
    this.libraries(process.execPath);
  }

  /**
   * What tells this content from any other. Files of the machine by size and time, which is fast; those in `own`, which every build
   * writes again, by what is in them.
   */
  fingerprint(own) {
    const hash = createHash('sha256');
    for (const [path, entry] of [...this.#entries].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const { from } = entry;
      const { size, mtimeMs } = from ? statSync(from) : {};
      hash.update(JSON.stringify([path, entry.text, entry.target, entry.mode, size]));
      if (from) hash.update(from.startsWith(own) ? readFileSync(from) : String(mtimeMs));
    }
    return hash.digest('hex').slice(0, 16);
  }

  /** Writes all of it into an empty directory. */
  writeTo(directory) {
    for (const [path, entry] of this.#entries) {
      const to = join(directory, path);
      mkdirSync(dirname(to), { recursive: true });
      if (entry.from) cpSync(entry.from, to, { mode: constants.COPYFILE_FICLONE });
      else if (entry.target) symlinkSync(entry.target, to);
      else if (entry.directory) mkdirSync(to, { recursive: true });
      else writeFileSync(to, entry.text);
      if (entry.mode) chmodSync(to, entry.mode);
    }
  }
}

/** `/lib/x` is `/usr/lib/x`: so it is in the image. */
function merged(path) {
  return MERGED.some((name) => path.startsWith(`/${name}/`)) ? `/usr${path}` : path;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
