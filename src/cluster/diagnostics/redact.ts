import { withoutUrlUsers } from '../../mesos/flags/url-user.js';

const SECRET = /secret|passw|token|credential|private[-_]?key|api[-_]?key|authorization|^auths?$|docker_config/i;
const REDACTED = '[redacted]';

/**
 * A document without what looks like a secret by its name: members such as `credential`, and variables and labels such as
 * `{ name: 'DB_PASSWORD', value: ... }`; and without users and passwords in URLs. What tells only whether there is one (true, false) or how many stays.
 */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  const named = value as { name?: unknown; key?: unknown };
  const isSecret = [named.name, named.key].some((name) => typeof name === 'string' && SECRET.test(name));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const hidden = SECRET.test(key) || (isSecret && key === 'value');
      return [key, hidden && tells(member) ? REDACTED : redact(member)];
    }),
  );
}

/** Flags may have documents as their text. */
function redactText(text: string): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text)));
    } catch {
      // It only looks like one.
    }
  }
  return withoutUrlUsers(text);
}

/** Whether there is more to a value than whether there is one. */
const tells = (value: unknown) => value !== '' && (typeof value === 'string' || (typeof value === 'object' && value !== null));
