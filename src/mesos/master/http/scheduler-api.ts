import { handleCall, refusal } from '../../process/http/call.js';
import { eventStream } from '../../process/http/event-stream.js';
import { emptyResponse, type HttpRequest, type HttpResponse, textResponse } from '../../process/http/message.js';
import { passCall } from '../../process/http/pass-call.js';
import { type Encoding, MEDIA_TYPES, responseEncoding } from '../../wire/content-type.js';
import type { scheduler } from '../../wire/messages.js';
import type { SchedulerConnection } from '../framework.js';
import type { Master } from '../master.js';
import { validateSchedulerCall } from '../scheduler-call-validation.js';

/** Who makes calls, and what depends on the way on which they come. */
export interface SchedulerCaller {
  /** As the timeline calls whoever has no framework id yet. */
  readonly peer: string;
  /** Who has authenticated, where somebody has. */
  readonly principal?: string | undefined;
  /** The subscription that the call belongs to. */
  readonly streamId?: string | undefined;
  /** Why the answer cannot have the form that was asked for; asked of calls whose answer has a content. */
  unacceptable?(): HttpResponse | undefined;
  /** Opens the stream of events that SUBSCRIBE is answered with. */
  subscribe(subscribe: scheduler.Call.Subscribe): HttpResponse;
}

/** `/api/v1/scheduler`: the checks in the order in which Mesos makes them, and the answers it gives. */
export function schedulerApi(master: Master) {
  return (request: HttpRequest): HttpResponse | Promise<HttpResponse> =>
    handleCall(request, 'scheduler.Call', (call) => passSchedulerCall(master, callerOf(master, request), call));
}

/** Carries out a call, unless something stands in its way. */
export function passSchedulerCall(
  master: Master,
  caller: SchedulerCaller,
  call: scheduler.Call,
): HttpResponse | Promise<HttpResponse> {
  const peer = call.framework_id?.value || caller.peer;
  const type = call.type ?? 'UNKNOWN';
  const traffic = { kind: 'call', process: master.pid, api: 'scheduler', peer, type, body: call } as const;
  return passCall(master, traffic, () => {
    const response = answer(master, caller, call);
    master.observe({ ...traffic, status: response.status });
    return response;
  });
}

function callerOf(master: Master, { peer, principal, headers }: HttpRequest): SchedulerCaller {
  let encoding: Encoding = 'json';
  return {
    ...{ peer, principal: principal?.value, streamId: headers['mesos-stream-id'] },
    unacceptable: () => {
      try {
        encoding = responseEncoding(headers.accept);
        return undefined;
      } catch (error) {
        return refusal(error);
      }
    },
    subscribe: (subscribe) => streamTo(master, subscribe, encoding),
  };
}

function answer(master: Master, caller: SchedulerCaller, call: scheduler.Call): HttpResponse {
  const { principal, streamId } = caller;
  const invalid = validateSchedulerCall(call, principal);
  if (invalid) {
    master.metrics.countInvalidCall(call);
    return textResponse(400, `Failed to validate scheduler::Call: ${invalid}`);
  }
  const hasContent = call.type === 'SUBSCRIBE' || call.type === 'RECONCILE_OPERATIONS';
  const unacceptable = hasContent ? caller.unacceptable?.() : undefined;
  if (unacceptable) return unacceptable;
  if (call.type === 'SUBSCRIBE') {
    if (streamId !== undefined) return textResponse(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    return call.subscribe ? caller.subscribe(asPrincipal(call.subscribe, principal)) : textResponse(400);
  }

  const framework = master.frameworks.get(call.framework_id?.value ?? '');
  if (!framework) return textResponse(400, 'Framework cannot be found');
  if (call.type) framework.metrics.call(call.type);
  if (principal !== undefined && principal !== framework.info.principal) {
    return textResponse(
      400,
      `Authenticated principal '${principal}' does not match principal '${framework.info.principal ?? ''}' set in \`FrameworkInfo\``,
    );
  }
  if (!framework.connection) return textResponse(403, 'Framework is not subscribed');
  if (framework.connection.pid !== undefined) return textResponse(403, 'Framework is not connected via HTTP');
  if (streamId === undefined) return textResponse(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
  if (streamId !== framework.connection.streamId) {
    return textResponse(
      400,
      `The stream ID '${streamId}' included in this request didn't match the stream ID currently associated with framework ID ${framework.id}`,
    );
  }
  if (call.type === 'UNKNOWN') return textResponse(501);
  if (call.type === 'UPDATE_FRAMEWORK') {
    const refused = call.update_framework && master.frameworksOf.update(framework, call.update_framework);
    return refused ? textResponse(refused.status, refused.text) : emptyResponse(200);
  }
  master.call(framework, call);
  return emptyResponse(202);
}

/** Whoever has authenticated need not say again who they are. */
function asPrincipal(subscribe: scheduler.Call.Subscribe, principal: string | undefined): scheduler.Call.Subscribe {
  const { framework_info: info } = subscribe;
  if (principal === undefined || info.principal !== undefined) return subscribe;
  return { ...subscribe, framework_info: { ...info, principal } };
}

function streamTo(master: Master, call: scheduler.Call.Subscribe, encoding: Encoding): HttpResponse {
  const streamId = master.uuid();
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding], 'Mesos-Stream-Id': streamId },
    stream: (stream) => {
      const events = eventStream(stream, 'scheduler.Event', encoding);
      const outlet = {
        send: (event: scheduler.Event) => events.send(event),
        end: () => events.end(),
        reset: () => stream.reset(),
      };
      const subscription = new Subscription(master, call, streamId, outlet);
      stream.onClose(() => subscription.closed());
      subscription.begin();
    },
  };
}

/** Where the events of a subscription go. */
export interface EventOutlet {
  send(event: scheduler.Event): void;
  /** Ends it in an orderly way. */
  end(): void;
  reset(): void;
}

/** A stream of events to a scheduler: what is sent on it is seen by observers, and something may stand in its way. */
export class Subscription implements SchedulerConnection {
  #peer = 'a scheduler';

  constructor(
    private readonly master: Master,
    private readonly call: scheduler.Call.Subscribe,
    readonly streamId: string,
    private readonly outlet: EventOutlet,
  ) {}

  begin(): void {
    this.master.subscribe(this, this.call);
  }

  send(event: scheduler.Event): void {
    const { master, outlet } = this;
    if (event.subscribed) this.#peer = event.subscribed.framework_id.value;
    const { name } = this.call.framework_info;
    const type = event.type ?? 'UNKNOWN';
    const traffic = { kind: 'event', process: master.pid, api: 'scheduler', peer: this.#peer, name, type, body: event } as const;
    const send = () => {
      master.observe(traffic);
      outlet.send(event);
    };
    master.passEvent(traffic, send, () => outlet.reset());
  }

  close(): void {
    this.outlet.end();
  }

  /** The scheduler is gone. */
  closed(): void {
    for (const framework of this.master.frameworks.values()) {
      if (framework.connection === this) this.master.frameworksOf.disconnected(framework, this);
    }
  }
}
