// What is in each image, and how it is started.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Root } from './root.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const JARS = '/usr/share/java';

/** Where an image has the bundles of this project, which make an image outdated by what is in them. */
export const BUNDLES = join(project, 'dist/');

/** By name: a function that gives, now or later, the root and what `docker import --change` is told. */
export const RECIPES = {
  'minimesos-test/task:1': task,
  'minimesos-test/mesos:1.11.0': mesos,
  'minimesos-test/zookeeper:3.8': zookeeper,
  'minimesos-test/registry:2': registry,
  'minimesos-test/engine:20': engine,
  'minimesos-test/marathon:1': marathon,
};

/** Node and a shell. */
function task() {
  const root = new Root();
  root.node();
  root.shell();
  return { root, changes: ['CMD ["sh"]'] };
}

/** Masters and agents that are started as those of Apache Mesos are. */
function mesos() {
  const root = new Root();
  root.node();
  root.shell();
  const home = '/opt/minimesos';
  for (const name of ['package.json', 'LICENSE']) root.file(join(project, name), join(home, name));
  for (const bundle of bundles([
    'master.js',
    'agent.js',
    'containers.js',
    'supervisor.cjs',
    'docker-proxy.js',
    'docker-reaper.js',
  ])) {
    root.file(join(project, 'dist', bundle), join(home, 'dist', bundle));
  }
  for (const path of runtimePackages()) {
    root.tree(join(project, path), join(home, path), (inside) => /^node_modules$|\.(map|md|d\.[cm]?ts)$/.test(inside));
  }
  for (const program of ['master', 'agent']) {
    for (const name of ['mesos', 'minimesos']) root.link(`/usr/bin/${name}-${program}`, `../..${home}/dist/${program}.js`);
  }
  root.directory('/var/lib/mesos');
  return { root, changes: ['CMD ["mesos-master", "--help"]', 'EXPOSE 5050 5051'] };
}

/** Those bundles and what they import of one another. */
function bundles(names, found = new Set()) {
  for (const name of names) {
    const path = join(project, 'dist', name);
    if (found.has(name) || !existsSync(path)) continue;
    found.add(name);
    const imported = [...readFileSync(path, 'utf8').matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, chunk]) => chunk);
    bundles(imported, found);
  }
  return found;
}

/** Where the dependencies of the package are, and theirs. What compiles native code is not among them: it is optional. */
function runtimePackages() {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional, peer, optional }]) => path && !dev && !devOptional && !peer && !optional)
    .map(([path]) => path)
    .filter((path) => !path.includes('/@types/') && existsSync(join(project, path)));
}

/** One server of its own, at the places that the public image has. */
function zookeeper() {
  const root = new Root();
  root.shell();
  const home = javaHome();
  if (home === undefined) root.lacks('a Java runtime', 'default-jre-headless');
  else java(root, home);
  const jars = zookeeperJars(root);
  for (const jar of jars) root.file(join(JARS, jar), `/opt/zookeeper/${jar}`);
  const settings = [
    'tickTime=2000',
    'dataDir=/data',
    'clientPort=2181',
    'maxClientCnxns=0',
    'minSessionTimeout=2000',
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
  ];
  root.text('/conf/zoo.cfg', `${settings.join('\n')}\n`);
  root.directory('/data');
  const options = '-Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.showThreadName=false';
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
  root.text(
    '/usr/bin/zookeeper',
    `#!/bin/sh\nexec /opt/java/bin/java ${options} $JVMFLAGS -cp '/conf:/opt/zookeeper/*' ${main} /conf/zoo.cfg\n`,
    0o755,
  );
  return { root, changes: ['CMD ["zookeeper"]', 'EXPOSE 2181', 'VOLUME /data'] };
}

/** One of Debian, which its ZooKeeper is made for. */
function javaHome() {
  const all = '/usr/lib/jvm';
  const versions = existsSync(all) ? readdirSync(all).filter((name) => existsSync(join(all, name, 'lib/modules'))) : [];
  const best = versions.find((name) => /^java-\d+-openjdk/.test(name)) ?? versions[0];
  return best && join(all, best);
}

function java(root, home) {
  const wanted = /^(bin\/java$|conf\/|lib\/(modules|jvm\.cfg|tzdb\.dat|security\/|server\/(libjvm\.so|classes\.jsa)))/;
  const library = /^lib\/lib(java|jimage|jli|net|nio|zip|verify|management|management_ext|extnet|jaas|prefs|rmi|j2gss)\.so$/;
  root.tree(home, '/opt/java', (path) => /\./.test(path.split('/').pop()) && !wanted.test(path) && !library.test(path));
  for (const name of ['bin/java', 'lib/libjli.so', 'lib/server/libjvm.so', 'lib/libnet.so', 'lib/libzip.so']) {
    root.libraries(join(home, name));
  }
}

/** What the manifest of ZooKeeper names, and one that writes its log. */
function zookeeperJars(root) {
  const jar = join(JARS, 'zookeeper.jar');
  if (!existsSync(jar)) return root.lacks('ZooKeeper', 'zookeeper') ?? [];
  const { stdout, error } = spawnSync('unzip', ['-p', jar, 'META-INF/MANIFEST.MF'], { encoding: 'utf8' });
  if (error) return root.lacks('unzip', 'unzip') ?? [];
  const [, path = ''] = /^Class-Path: (.*)$/m.exec(stdout.replace(/\r?\n /g, '')) ?? [];
  const named = path
    .trim()
    .split(/\s+/)
    .map((name) => name.split('/').pop());
  const all = new Set(['zookeeper.jar', ...named, 'netty-resolver.jar', 'slf4j-simple.jar']);
  return [...all].filter((name) => existsSync(join(JARS, name)));
}

/** The registry of Debian with the settings of the public image: anybody may push. */
function registry() {
  const root = new Root();
  root.shell();
  root.program('docker-registry', 'docker-registry', '/usr/bin/registry');
  const settings = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: '/var/lib/registry' }, delete: { enabled: true } },
    http: { addr: ':5000' },
  };
  root.text('/etc/docker/registry/config.yml', `${JSON.stringify(settings, undefined, 2)}\n`);
  root.directory('/var/lib/registry');
  const changes = ['ENTRYPOINT ["registry", "serve"]', 'CMD ["/etc/docker/registry/config.yml"]'];
  return { root, changes: [...changes, 'EXPOSE 5000', 'VOLUME /var/lib/registry'] };
}

/** Our Marathon, started as Apache's is. */
async function marathon() {
  // Only here, because this module is also loaded while the dependencies are still to be installed.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...{ entryPoints: [join(project, 'scripts/docker-images/marathon.ts')], bundle: true, write: false, outdir: '/' },
    ...{ format: 'esm', platform: 'node', target: 'node20.19', logLevel: 'warning' },
  });
  const root = new Root();
  root.node();
  root.shell();
  root.text('/opt/marathon/marathon.mjs', outputFiles[0].text);
  return { root, changes: ['CMD ["node", "/opt/marathon/marathon.mjs"]', 'EXPOSE 8080'] };
}

/** An engine of Docker that runs in a privileged container, started as `docker:dind` is. */
function engine() {
  const root = new Root();
  root.shell();
  for (const program of ['dockerd', 'docker-init', 'docker-proxy', '/usr/bin/docker']) root.program(program, 'docker.io');
  for (const program of ['containerd', 'containerd-shim-runc-v2']) root.program(program, 'containerd');
  root.program('runc', 'runc');
  root.program('ps', 'procps');
  const iptables = root.program('iptables', 'iptables', '/usr/sbin/iptables');
  if (iptables !== undefined) {
    for (const name of ['ip6tables', 'iptables-save', 'iptables-restore', 'ip6tables-save', 'ip6tables-restore']) {
      root.link(`/usr/sbin/${name}`, 'iptables');
    }
    for (const parent of readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'xtables'))) {
      if (existsSync(parent)) root.tree(parent, parent);
    }
  }
  root.directory('/var/lib/docker');
  root.text('/usr/bin/engine', ENGINE, 0o755);
  return { root, changes: ['ENTRYPOINT ["engine"]', 'CMD ["dockerd"]', 'VOLUME /var/lib/docker'] };
}

/**
 * Listens where DOCKER_HOST says unless an argument does. What an earlier run left behind would keep it from starting. An engine that may
 * not give all privileges mounts control groups that cannot be written, which one with most of them can change.
 */
const ENGINE = `#!/bin/sh
case "$1" in ''|-*) set -- dockerd "$@" ;; esac
if [ "$1" = dockerd ]; then
  rm -f /var/run/docker.pid /run/docker/containerd/containerd.pid
  for group in $(grep -E ' /sys/fs/cgroup(/[^ ]+)? [^ ]+ ro,' /proc/mounts | cut -d ' ' -f 2); do
    mount -o remount,bind,rw "$group"
  done
  case " $* " in *" --host"*|*" -H"*) ;; *) set -- "$@" --host "\${DOCKER_HOST:-unix:///var/run/docker.sock}" ;; esac
  for word in "$@"; do
    case "$word" in *unix://*) mkdir -p "$(dirname "\${word#*unix://}")" ;; esac
  done
  set -- docker-init -- "$@"
fi
unset DOCKER_HOST
exec "$@"
`;
