import { readFileSync } from 'node:fs';

/** Names of users and groups by their number, read once from the system's plain files. */
const names = new Map<string, Map<number, string>>();

function read(file: string): Map<number, string> {
  const known = names.get(file);
  if (known) return known;
  const found = new Map<number, string>();
  names.set(file, found);
  try {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const [name, , number] = line.split(':');
      if (name && number && !found.has(Number(number))) found.set(Number(number), name);
    }
  } catch {
    // Systems without these files show numbers.
  }
  return found;
}

/** The name of a user, or its number in text when it has none. */
export const userName = (uid: number): string => read('/etc/passwd').get(uid) ?? String(uid);

/** The name of a group, or its number in text when it has none. */
export const groupName = (gid: number): string => read('/etc/group').get(gid) ?? String(gid);
