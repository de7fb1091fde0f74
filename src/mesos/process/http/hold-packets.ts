import type { ServerResponse } from 'node:http';

/**
 * What is written to the connection of an answer until then goes out together, unless somebody else holds it back already.
 * @param then calls back when it is to go out
 */
export function holdPackets({ socket }: ServerResponse, then: (release: () => void) => void): void {
  if (!socket || socket.writableCorked > 0) return;
  socket.cork();
  then(() => socket.uncork());
}
