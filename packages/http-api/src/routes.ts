import type { Handler } from './api-request.ts';
import {
  botStatus,
  listGroups,
  reloadBot,
  resumeBot,
  startBot,
  stopBot,
  unlinkBot,
} from './handlers/chatbot.ts';
import {
  configurationSchema,
  configurationStatuses,
  listConfigurations,
  readConfiguration,
  saveConfiguration,
} from './handlers/configurations.ts';
import { readContext } from './handlers/context.ts';
import { health } from './handlers/health.ts';
import { clearContact, clearQueue, readQueue } from './handlers/queue.ts';
import {
  deleteAllPeriods,
  deletePeriods,
  periodExport,
  periodFilters,
  readTrackedGroup,
  readTrackedGroups,
} from './handlers/tracked-group-messages.ts';
import type { QueryKeys } from './query.ts';

/** One call of the API. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments that begin with `:` are parameters. */
  path: string;
  handler: Handler;
  /** Who may call: anybody, or only who has been let in by `auth`. */
  needs: 'nobody' | 'principal';
  /** The query keys that it knows. Default: none. */
  query?: QueryKeys;
  /** Whether it takes a JSON body. Default: false. */
  body?: boolean;
}

/** Every call of the API. Where two paths fit, the first counts. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/health', handler: health, needs: 'nobody' },

  { method: 'PUT', path: '/chatbot', handler: startBot, needs: 'principal', body: true },
  {
    method: 'GET',
    path: '/chatbot/:user_id/status',
    handler: botStatus,
    needs: 'principal',
    query: { heartbeat: 'flag' },
  },
  { method: 'POST', path: '/chatbot/:user_id/reload', handler: reloadBot, needs: 'principal' },
  { method: 'POST', path: '/chatbot/:user_id/stop', handler: stopBot, needs: 'principal' },
  { method: 'POST', path: '/chatbot/:user_id/start', handler: resumeBot, needs: 'principal' },
  { method: 'DELETE', path: '/chatbot/:user_id', handler: unlinkBot, needs: 'principal' },
  { method: 'GET', path: '/chatbot/:user_id/groups', handler: listGroups, needs: 'principal' },

  { method: 'GET', path: '/api/configurations', handler: listConfigurations, needs: 'principal' },
  { method: 'GET', path: '/api/configurations/status', handler: configurationStatuses, needs: 'principal' },
  { method: 'GET', path: '/api/configurations/schema', handler: configurationSchema, needs: 'principal' },
  { method: 'GET', path: '/api/configurations/:user_id', handler: readConfiguration, needs: 'principal' },
  {
    method: 'PUT',
    path: '/api/configurations/:user_id',
    handler: saveConfiguration,
    needs: 'principal',
    body: true,
  },

  { method: 'GET', path: '/api/queue/:user_id', handler: readQueue, needs: 'principal' },
  { method: 'DELETE', path: '/api/queue/:user_id', handler: clearQueue, needs: 'principal' },
  { method: 'DELETE', path: '/api/queue/:user_id/:contact_id', handler: clearContact, needs: 'principal' },

  { method: 'GET', path: '/api/context/:user_id', handler: readContext, needs: 'principal' },

  {
    method: 'GET',
    path: '/api/trackedGroupMessages/:user_id',
    handler: readTrackedGroups,
    needs: 'principal',
    query: periodExport,
  },
  {
    method: 'GET',
    path: '/api/trackedGroupMessages/:user_id/:group_id',
    handler: readTrackedGroup,
    needs: 'principal',
    query: periodExport,
  },
  {
    method: 'DELETE',
    path: '/api/trackedGroupMessages/:user_id',
    handler: deleteAllPeriods,
    needs: 'principal',
    query: periodFilters,
  },
  {
    method: 'DELETE',
    path: '/api/trackedGroupMessages/:user_id/:group_id',
    handler: deletePeriods,
    needs: 'principal',
    query: periodFilters,
  },
];
