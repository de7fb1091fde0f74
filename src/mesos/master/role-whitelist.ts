import { DEFAULT_ROLE } from '../resources/role.js';
import { setText } from './framework-validation.js';

/** The only roles there are (flag `--roles`, separated by commas), besides `*`; without the flag, any. */
export class RoleWhitelist {
  /** Undefined when every role may be used. */
  readonly roles: ReadonlySet<string> | undefined;

  constructor(text: string | undefined) {
    const named = text?.split(',').filter((role) => role !== '');
    this.roles = named && new Set([...named, DEFAULT_ROLE]);
  }

  has(role: string): boolean {
    return this.roles?.has(role) ?? true;
  }

  /** What is wrong with the roles of a framework, in Mesos's words; undefined when all may be used. */
  problemOf(roles: readonly string[]): string | undefined {
    const unknown = [...new Set(roles.filter((role) => !this.has(role)))].sort();
    return unknown.length > 0 ? `Roles ${setText(unknown)} are not present in the master's --roles` : undefined;
  }
}
