/** Of bounded length, since a long text without any would be gone through again from each of its words. */
const SCHEME = '[a-z][a-z0-9+.-]{0,30}:\\/\\/';
const IN_TEXT = new RegExp(`\\b(${SCHEME})[^/\\s]*@`, 'gi');
const AT_BEGINNING = new RegExp(`^(${SCHEME})[^/]*@`, 'i');

/** A text without the users and passwords that URLs in it have: `zk://user:password@host` becomes `zk://[redacted]@host`. */
export const withoutUrlUsers = (text: string): string => text.replace(IN_TEXT, '$1[redacted]@');

/** The same of a text that is an URL as a whole, in whose password there may be white space, if it is one. */
export const withoutUrlUser = (value: string): string => withoutUrlUsers(value.replace(AT_BEGINNING, '$1[redacted]@'));
