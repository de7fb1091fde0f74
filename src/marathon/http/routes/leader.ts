import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { json, methodNotAllowed } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** `/v2/leader`: there is but one, which leads. One that is told to abdicate subscribes anew, as the next leader would. */
export function leader({ core, method, url }: MarathonRequest): HttpResponse {
  switch (method) {
    case 'GET':
      return json({ leader: new URL(url).host });
    case 'DELETE':
      core.scheduler.connection.drop();
      return json({ message: 'Leadership abdicated' });
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD');
  }
}
