const URL_USER = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+(?:@[^/\s@]+)*@/gi;

/** A text without the users and passwords that URLs in it have: `zk://user:password@host` becomes `zk://[redacted]@host`. */
export const withoutUrlUsers = (text: string): string => text.replace(URL_USER, '$1[redacted]@');
