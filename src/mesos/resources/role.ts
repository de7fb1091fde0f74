/** The role that everything unreserved belongs to. It cannot hold reservations. */
export const DEFAULT_ROLE = '*';

/** Whether `role` lies below `ancestor` in the tree of roles, such as `eng/web` below `eng`. */
export function isStrictSubroleOf(role: string, ancestor: string): boolean {
  return role.length > ancestor.length && role[ancestor.length] === '/' && role.startsWith(ancestor);
}

/** The roles above a role, nearest first: `a/b/c` has `a/b` and `a`. */
export function ancestorsOf(role: string): string[] {
  const components = role.split('/');
  return components.slice(1).map((_, index) => components.slice(0, components.length - 1 - index).join('/'));
}

/** The role at the top of the tree that a role is in: `a` of `a/b/c`. */
export function topLevelOf(role: string): string {
  const slash = role.indexOf('/');
  return slash < 0 ? role : role.slice(0, slash);
}

const REFUSED_CHARACTERS = /[\t\n\v\f\r \x7f]/;

/** What is wrong with a role's name, in Mesos's words; undefined when nothing is. */
export function validateRole(role: string): string | undefined {
  if (role === DEFAULT_ROLE) return undefined;
  if (role === '') return 'Role names cannot be the empty string';
  if (role.startsWith('/')) return `Role '${role}' cannot start with a slash`;
  if (role.endsWith('/')) return `Role '${role}' cannot end with a slash`;
  if (role.includes('//')) return `Role '${role}' cannot contain two adjacent slashes`;
  for (const component of role.split('/')) {
    if (component === '.' || component === '..' || component === DEFAULT_ROLE) {
      return `Role '${role}' cannot include '${component}' as a component`;
    }
    if (component.startsWith('-')) return `Role component '${component}' is invalid because it starts with a dash`;
    if (REFUSED_CHARACTERS.test(component)) {
      return `Role component '${component}' is invalid because it contains backspace or whitespace`;
    }
  }
  return undefined;
}
