import { type HttpHandler, type HttpRequest, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { Master } from '../master.js';

/** A handler for what only the leading master answers; another one says where that is. */
export const byLeader =
  (master: Master, handler: HttpHandler): HttpHandler =>
  (request) =>
    master.elected ? handler(request) : redirect(master, request);

/** 307 to the leader, for the same path and query. `/redirect` is its root, below which there is nothing. */
export function redirect({ leader, address }: Master, { path, target }: HttpRequest): HttpResponse {
  if (!leader) return textResponse(503, 'No leader elected');
  const host = `//${leader.hostname ?? leader.address?.ip ?? address.ip}:${leader.port}`;
  if (!path.startsWith('/redirect')) return { status: 307, headers: { Location: host + target } };
  return /^\/redirect\/?$/.test(path) ? { status: 307, headers: { Location: host } } : textResponse(404);
}
