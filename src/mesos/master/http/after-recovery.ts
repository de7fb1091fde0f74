import { type HttpHandler, textResponse } from '../../process/http/message.js';
import type { Master } from '../master.js';

/** A handler that has to wait for the master's recovery; as in Mesos, that of an API. Documents show what there is by then. */
export const afterRecovery =
  (master: Master, handler: HttpHandler): HttpHandler =>
  (request) =>
    master.recovered ? handler(request) : textResponse(503, 'Master has not finished recovery');
