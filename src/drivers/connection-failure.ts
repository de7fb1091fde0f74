const IN_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
};

/** Why a connection could not be made, in words. */
export const connectionFailure = ({ code = '', message }: NodeJS.ErrnoException): string => IN_WORDS[code] ?? message;
