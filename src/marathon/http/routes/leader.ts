import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { json, methodNotAllowed } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** `/v2/leader`: there is but one, which leads; after its abdication it begins again, as the next leader would. */
export function leader({ abdicate, method, url }: MarathonRequest): HttpResponse {
  switch (method) {
    case 'GET':
      return json({ leader: new URL(url).host });
    case 'DELETE':
      abdicate();
      return json({ message: 'Leadership abdicated' });
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD');
  }
}
