import { emptyResponse, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { Refusal } from '../refusal.js';

/**
 * The answer to an order: why it is refused, or nothing when it is carried out.
 * @param status when it is carried out
 */
export const answer = (refused: Refusal | undefined, status: 200 | 202 = 200): HttpResponse =>
  refused ? textResponse(refused.status, refused.text) : emptyResponse(status);
