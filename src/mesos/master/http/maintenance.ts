import type { Approvers } from '../../authorizer/authorizer.js';
import { refusal } from '../../process/http/call.js';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  methodNotAllowed,
} from '../../process/http/message.js';
import { parseJsonArray, parseJsonObject } from '../../wire/json-text.js';
import type { master as api, MachineID } from '../../wire/messages.js';
import { normalise, normaliseList } from '../../wire/parse-json.js';
import type { Master } from '../master.js';
import type { Refusal } from '../refusal.js';
import { answer } from './answer.js';
import type { CallHandler } from './operator-api.js';

/** To those who may not see it the schedule looks empty. */
const viewedSchedule = ({ maintenance }: Master, approvers: Approvers) =>
  approvers.approved('GET_MAINTENANCE_SCHEDULE') ? maintenance.schedule : {};

const viewedStatus = ({ maintenance }: Master, approvers: Approvers) =>
  approvers.approved('GET_MAINTENANCE_STATUS') ? maintenance.status : {};

/** The calls by which operators take machines out of service and back. */
export const MAINTENANCE_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_MAINTENANCE_STATUS: (master, _, { approvers }) => ({
    type: 'GET_MAINTENANCE_STATUS',
    get_maintenance_status: { status: viewedStatus(master, approvers) },
  }),
  GET_MAINTENANCE_SCHEDULE: (master, _, { approvers }) => ({
    type: 'GET_MAINTENANCE_SCHEDULE',
    get_maintenance_schedule: { schedule: viewedSchedule(master, approvers) },
  }),
  UPDATE_MAINTENANCE_SCHEDULE: ({ maintenance }, { update_maintenance_schedule }, { approvers }) =>
    answer(maintenance.update(update_maintenance_schedule?.schedule ?? {}, approvers)),
  START_MAINTENANCE: ({ maintenance }, { start_maintenance }, { approvers }) =>
    answer(maintenance.start(start_maintenance?.machines ?? [], approvers)),
  STOP_MAINTENANCE: ({ maintenance }, { stop_maintenance }, { approvers }) =>
    answer(maintenance.stop(stop_maintenance?.machines ?? [], approvers)),
};

/** `/maintenance/*` and `/machine/*`, by path. */
export const MAINTENANCE_ROUTES: Readonly<Record<string, (master: Master) => HttpHandler>> = {
  '/maintenance/schedule': (master) =>
    readable((request) => {
      const approvers = master.authorizer.approvers(request.principal);
      if (request.method === 'GET') return jsonResponse(viewedSchedule(master, approvers), request);
      if (request.method !== 'POST') return methodNotAllowed(request, 'GET', 'POST');
      const schedule = normalise('maintenance.Schedule', parseJsonObject(request.body.toString()));
      return answer(master.maintenance.update(schedule, approvers));
    }),
  '/maintenance/status': (master) => (request) =>
    request.method === 'GET'
      ? jsonResponse(viewedStatus(master, master.authorizer.approvers(request.principal)), request)
      : methodNotAllowed(request, 'GET'),
  '/machine/down': (master) => machines(master, (ids, approvers) => master.maintenance.start(ids, approvers)),
  '/machine/up': (master) => machines(master, (ids, approvers) => master.maintenance.stop(ids, approvers)),
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

const machines = (
  master: Master,
  perform: (ids: readonly MachineID[], approvers: Approvers) => Refusal | undefined,
): HttpHandler =>
  readable((request) => {
    if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
    return answer(perform(readMachines(request.body.toString()), master.authorizer.approvers(request.principal)));
  });

const readMachines = (text: string) => normaliseList('MachineID', parseJsonArray(text));
