import { forbidden } from '../../authorizer/route-access.js';
import type { HttpResponse } from '../../process/http/message.js';
import type { master as api, DrainConfig } from '../../wire/messages.js';
import type { Master } from '../master.js';
import { answer } from './answer.js';
import type { CallContext } from './operator-api.js';

/** The calls by which operators take agents out of service and back. */
export const AGENT_CALLS = {
  DRAIN_AGENT: ({ operatedAgents }: Master, { drain_agent }: api.Call, { approvers }: CallContext): HttpResponse => {
    const { agent_id, max_grace_period, mark_gone = false } = drain_agent ?? {};
    if (mark_gone && !approvers.approved('MARK_AGENT_GONE')) return forbidden();
    const config: DrainConfig = { mark_gone };
    if (max_grace_period) {
      const { seconds = 0, nanos = 0 } = max_grace_period;
      config.max_grace_period = { nanoseconds: seconds * 1e9 + nanos };
    }
    return answer(operatedAgents.drain(agent_id?.value ?? '', config));
  },
  DEACTIVATE_AGENT: ({ operatedAgents }: Master, { deactivate_agent }: api.Call): HttpResponse =>
    answer(operatedAgents.deactivate(deactivate_agent?.agent_id.value ?? '')),
  REACTIVATE_AGENT: ({ operatedAgents }: Master, { reactivate_agent }: api.Call): HttpResponse =>
    answer(operatedAgents.reactivate(reactivate_agent?.agent_id.value ?? '')),
  MARK_AGENT_GONE: ({ operatedAgents }: Master, { mark_agent_gone }: api.Call): HttpResponse =>
    answer(operatedAgents.markGone(mark_agent_gone?.agent_id.value ?? '')),
};
