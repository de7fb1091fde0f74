import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { performance } from 'node:perf_hooks';

/** An account of this machine. */
export interface User {
  uid: number;
  gid: number;
  home: string;
}

const CACHE_MS = 5_000;
const GETENT_DEADLINE_MS = 5_000;
const cache = new Map<string, { user: User | undefined; until: number }>();

/**
 * The account of this name; undefined when the machine knows none. Answers are kept for 5 seconds, since a directory
 * service may take long and a framework asks for the same user with each task.
 */
export function lookUpUser(name: string): User | undefined {
  const now = performance.now();
  const known = cache.get(name);
  if (known && known.until > now) return known.user;
  const user = findIn(readPasswords(), name) ?? findIn(askDirectoryService(name), name) ?? thisUser(name);
  cache.set(name, { user, until: now + CACHE_MS });
  return user;
}

function readPasswords(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** Accounts of LDAP and the like. Fails where there is no such account or no such program. */
function askDirectoryService(name: string): string {
  if (name === '' || name.startsWith('-') || name.includes('\0')) return '';
  try {
    return execFileSync('getent', ['passwd', name], {
      encoding: 'utf8',
      timeout: GETENT_DEADLINE_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

/** macOS lists people neither in the file nor by that program. */
function thisUser(name: string): User | undefined {
  try {
    const { username, uid, gid, homedir } = userInfo();
    return username === name ? { uid, gid, home: homedir } : undefined;
  } catch {
    return undefined; // This process runs as a user without an account.
  }
}

function findIn(passwords: string, name: string): User | undefined {
  for (const line of passwords.split('\n')) {
    const [account, , uid, gid, , home] = line.split(':');
    if (account === name && name !== '' && uid && gid) return { uid: Number(uid), gid: Number(gid), home: home ?? '/' };
  }
  return undefined;
}
