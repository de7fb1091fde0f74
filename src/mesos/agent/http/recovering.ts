import { type HttpHandler, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { Agent } from '../agent.js';

/** What an agent answers while it takes up what its predecessor has left. */
export const notRecovered = (): HttpResponse => textResponse(503, 'Agent has not finished recovery');

/** Makes handlers answer only when the agent has recovered: before, it would tell half of the truth. */
export const recoveredOnly =
  (agent: Agent) =>
  (handler: HttpHandler): HttpHandler =>
  (request) =>
    agent.recovery.underWay ? notRecovered() : handler(request);
