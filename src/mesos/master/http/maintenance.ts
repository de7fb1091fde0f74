import { refusal } from '../../process/http/call.js';
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  methodNotAllowed,
  textResponse,
} from '../../process/http/message.js';
import { parseJsonArray, parseJsonObject } from '../../wire/json-text.js';
import type { master as api } from '../../wire/messages.js';
import { normalise, normaliseList } from '../../wire/parse-json.js';
import type { Master } from '../master.js';

const answer = (problem: string | undefined): HttpResponse =>
  problem === undefined ? emptyResponse(200) : textResponse(400, problem);

/** The calls by which operators take machines out of service and back. */
export const MAINTENANCE_CALLS = {
  GET_MAINTENANCE_STATUS: ({ maintenance }: Master): api.Response => ({
    type: 'GET_MAINTENANCE_STATUS',
    get_maintenance_status: { status: maintenance.status },
  }),
  GET_MAINTENANCE_SCHEDULE: ({ maintenance }: Master): api.Response => ({
    type: 'GET_MAINTENANCE_SCHEDULE',
    get_maintenance_schedule: { schedule: maintenance.schedule },
  }),
  UPDATE_MAINTENANCE_SCHEDULE: ({ maintenance }: Master, { update_maintenance_schedule }: api.Call): HttpResponse =>
    answer(maintenance.update(update_maintenance_schedule?.schedule ?? {})),
  START_MAINTENANCE: ({ maintenance }: Master, { start_maintenance }: api.Call): HttpResponse =>
    answer(maintenance.start(start_maintenance?.machines ?? [])),
  STOP_MAINTENANCE: ({ maintenance }: Master, { stop_maintenance }: api.Call): HttpResponse =>
    answer(maintenance.stop(stop_maintenance?.machines ?? [])),
};

/** `/maintenance/*` and `/machine/*`, by path. */
export const MAINTENANCE_ROUTES: Readonly<Record<string, (master: Master) => HttpHandler>> = {
  '/maintenance/schedule': ({ maintenance }) =>
    readable((request) => {
      if (request.method === 'GET') return jsonResponse(maintenance.schedule, request);
      if (request.method !== 'POST') return methodNotAllowed(request, 'GET', 'POST');
      return answer(maintenance.update(normalise('maintenance.Schedule', parseJsonObject(request.body.toString()))));
    }),
  '/maintenance/status':
    ({ maintenance }) =>
    (request) =>
      request.method === 'GET' ? jsonResponse(maintenance.status, request) : methodNotAllowed(request, 'GET'),
  '/machine/down': ({ maintenance }) => machines((ids) => maintenance.start(ids)),
  '/machine/up': ({ maintenance }) => machines((ids) => maintenance.stop(ids)),
};

/** A handler whose complaints about a body that cannot be read are its answer. */
const readable =
  (handle: (request: HttpRequest) => HttpResponse): HttpHandler =>
  (request) => {
    try {
      return handle(request);
    } catch (error) {
      return refusal(error);
    }
  };

const machines = (perform: (ids: ReturnType<typeof readMachines>) => string | undefined): HttpHandler =>
  readable((request) =>
    request.method === 'POST' ? answer(perform(readMachines(request.body.toString()))) : methodNotAllowed(request, 'POST'),
  );

const readMachines = (text: string) => normaliseList('MachineID', parseJsonArray(text));
