import { readFileSync } from 'node:fs';
import type { HostConfig } from 'dockerode';
import type { Engine } from './engine.js';

/** The ones that an engine may lack itself; what is missing it cannot give. By number. */
const CAPABILITIES = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE'],
  ...[
    'NET_BIND_SERVICE',
    'NET_BROADCAST',
    'NET_ADMIN',
    'NET_RAW',
    'IPC_LOCK',
    'IPC_OWNER',
    'SYS_MODULE',
    'SYS_RAWIO',
    'SYS_CHROOT',
  ],
  ...[
    'SYS_PTRACE',
    'SYS_PACCT',
    'SYS_ADMIN',
    'SYS_BOOT',
    'SYS_NICE',
    'SYS_RESOURCE',
    'SYS_TIME',
    'SYS_TTY_CONFIG',
    'MKNOD',
    'LEASE',
  ],
  ...[
    'AUDIT_WRITE',
    'AUDIT_CONTROL',
    'SETFCAP',
    'MAC_OVERRIDE',
    'MAC_ADMIN',
    'SYSLOG',
    'WAKE_ALARM',
    'BLOCK_SUSPEND',
    'AUDIT_READ',
  ],
];

/**
 * What a container needs that is to run containers of its own: all privileges; on a machine that withholds some from everybody, in a
 * container itself for instance, all that there are, since Docker starts no privileged container there.
 */
export function enginePrivileges({ local }: Engine, status = ownStatus()): HostConfig {
  const withheld = local ? missing(status) : [];
  if (withheld.length === 0) return { Privileged: true };
  return {
    CapAdd: ['ALL'],
    CapDrop: withheld,
    SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
    // What hides parts of /proc and /sys from others.
    MaskedPaths: [],
    ReadonlyPaths: [],
    DeviceCgroupRules: ['a *:* rwm'],
  };
}

/** What no process of this machine can have, as far as this process shows it. */
function missing(status: string): string[] {
  const [, bounding] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  if (bounding === undefined) return [];
  const present = BigInt(`0x${bounding}`);
  return CAPABILITIES.filter((_, number) => ((present >> BigInt(number)) & 1n) === 0n);
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return ''; // Not Linux: the engine is elsewhere.
  }
}
