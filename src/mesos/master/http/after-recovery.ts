import { type HttpHandler, textResponse } from '../../process/http/message.js';
import type { Master } from '../master.js';

/**
 * A handler for which the master has to have recovered: that of an API, as in Mesos, or one that may change something, for
 * which Mesos waits. Documents show what there is by then.
 */
export const afterRecovery =
  (master: Master, handler: HttpHandler): HttpHandler =>
  (request) =>
    master.recovered ? handler(request) : textResponse(503, 'Master has not finished recovery');
