import type { Handler } from './api-request.ts';
import type { Scope } from './auth/scope.ts';
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
  deleteConfiguration,
  listConfigurations,
  readConfiguration,
  saveConfiguration,
} from './handlers/configurations.ts';
import { listContacts } from './handlers/contacts.ts';
import { readContext } from './handlers/context.ts';
import { logKeys, pageKeys, readConversation, readDecisions, readLog } from './handlers/conversations.ts';
import { readDocs, readDocsFile } from './handlers/docs.ts';
import { readEvents } from './handlers/events.ts';
import { health, ready } from './handlers/health.ts';
import { readMetrics } from './handlers/metrics.ts';
import { readOpenApi } from './handlers/openapi.ts';
import { readPlayground, resetPlayground, sayInPlayground } from './handlers/playground.ts';
import { clearContact, clearQueue, readQueue } from './handlers/queue.ts';
import {
  deleteAllPeriods,
  deletePeriods,
  periodExport,
  periodFilters,
  readTrackedGroup,
  readTrackedGroups,
} from './handlers/tracked-group-messages.ts';
import { readUsage, usageKeys } from './handlers/usage.ts';
import type { QueryKeys } from './query.ts';

/** One call of the API. */
export interface Route {
  /** Its name in `openapi.json` and in the audit log. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments that begin with `:` are parameters. */
  path: string;
  handler: Handler;
  /** Who may call: anybody, or who has all of these scopes. */
  needs: 'nobody' | readonly Scope[];
  /** The query keys that it knows. Default: none. */
  query?: QueryKeys;
  /** What its JSON body is: a configuration, whose `user_id` names the bot, or a message. Default: it takes none. */
  body?: 'configuration' | 'message';
  /** Whether calls are written down although they change nothing and need no `inspect`. Default: false. */
  isAudited?: boolean;
  /** Whether it is made to be called again and again, so that calls of it are not counted. Default: false. */
  isPolled?: boolean;
}

/** Every call of the API. Where two paths fit, the first counts. */
export const routes = [
  { id: 'health', method: 'GET', path: '/health', handler: health, needs: 'nobody' },
  { id: 'ready', method: 'GET', path: '/ready', handler: ready, needs: 'nobody' },
  { id: 'readOpenApi', method: 'GET', path: '/openapi.json', handler: readOpenApi, needs: ['read'] },
  { id: 'readDocs', method: 'GET', path: '/docs', handler: readDocs, needs: ['read'] },
  { id: 'readDocsFile', method: 'GET', path: '/docs/:file', handler: readDocsFile, needs: ['read'] },
  { id: 'metrics', method: 'GET', path: '/metrics', handler: readMetrics, needs: ['read'] },

  {
    id: 'startBot',
    method: 'PUT',
    path: '/chatbot',
    handler: startBot,
    needs: ['configure', 'operate'],
    body: 'configuration',
  },
  {
    id: 'botStatus',
    method: 'GET',
    path: '/chatbot/:user_id/status',
    handler: botStatus,
    needs: ['read'],
    query: { heartbeat: 'flag' },
    isPolled: true,
  },
  {
    id: 'reloadBot',
    method: 'POST',
    path: '/chatbot/:user_id/reload',
    handler: reloadBot,
    needs: ['operate'],
  },
  { id: 'stopBot', method: 'POST', path: '/chatbot/:user_id/stop', handler: stopBot, needs: ['operate'] },
  {
    id: 'resumeBot',
    method: 'POST',
    path: '/chatbot/:user_id/start',
    handler: resumeBot,
    needs: ['operate'],
  },
  { id: 'unlinkBot', method: 'DELETE', path: '/chatbot/:user_id', handler: unlinkBot, needs: ['operate'] },
  { id: 'listGroups', method: 'GET', path: '/chatbot/:user_id/groups', handler: listGroups, needs: ['read'] },

  {
    id: 'listConfigurations',
    method: 'GET',
    path: '/api/configurations',
    handler: listConfigurations,
    needs: ['read'],
  },
  {
    id: 'configurationStatuses',
    method: 'GET',
    path: '/api/configurations/status',
    handler: configurationStatuses,
    needs: ['read'],
    isPolled: true,
  },
  {
    id: 'configurationSchema',
    method: 'GET',
    path: '/api/configurations/schema',
    handler: configurationSchema,
    needs: ['read'],
  },
  {
    id: 'readConfiguration',
    method: 'GET',
    path: '/api/configurations/:user_id',
    handler: readConfiguration,
    needs: ['read'],
  },
  {
    id: 'saveConfiguration',
    method: 'PUT',
    path: '/api/configurations/:user_id',
    handler: saveConfiguration,
    needs: ['configure'],
    body: 'configuration',
  },

  {
    id: 'deleteConfiguration',
    method: 'DELETE',
    path: '/api/configurations/:user_id',
    handler: deleteConfiguration,
    needs: ['configure', 'operate'],
  },

  {
    id: 'listContacts',
    method: 'GET',
    path: '/api/contacts/:user_id',
    handler: listContacts,
    needs: ['inspect'],
  },
  {
    id: 'readConversation',
    method: 'GET',
    path: '/api/conversations/:user_id/:contact_id',
    handler: readConversation,
    needs: ['inspect'],
    query: pageKeys,
  },
  {
    id: 'readDecisions',
    method: 'GET',
    path: '/api/decisions/:user_id',
    handler: readDecisions,
    needs: ['inspect'],
    query: pageKeys,
  },
  {
    id: 'readLog',
    method: 'GET',
    path: '/api/logs/:user_id/:contact_id',
    handler: readLog,
    needs: ['inspect'],
    query: logKeys,
  },
  { id: 'readQueue', method: 'GET', path: '/api/queue/:user_id', handler: readQueue, needs: ['inspect'] },
  {
    id: 'clearQueue',
    method: 'DELETE',
    path: '/api/queue/:user_id',
    handler: clearQueue,
    needs: ['operate'],
  },
  {
    id: 'clearContact',
    method: 'DELETE',
    path: '/api/queue/:user_id/:contact_id',
    handler: clearContact,
    needs: ['operate'],
  },

  {
    id: 'readPlayground',
    method: 'GET',
    path: '/api/playground/:user_id',
    handler: readPlayground,
    needs: ['inspect'],
    isPolled: true,
  },
  {
    id: 'sayInPlayground',
    method: 'POST',
    path: '/api/playground/:user_id',
    handler: sayInPlayground,
    needs: ['operate', 'inspect'],
    body: 'message',
  },
  {
    id: 'resetPlayground',
    method: 'DELETE',
    path: '/api/playground/:user_id',
    handler: resetPlayground,
    needs: ['operate'],
  },

  {
    id: 'readContext',
    method: 'GET',
    path: '/api/context/:user_id',
    handler: readContext,
    needs: ['inspect'],
  },

  {
    id: 'readTrackedGroups',
    method: 'GET',
    path: '/api/trackedGroupMessages/:user_id',
    handler: readTrackedGroups,
    needs: ['inspect'],
    query: periodExport,
  },
  {
    id: 'readTrackedGroup',
    method: 'GET',
    path: '/api/trackedGroupMessages/:user_id/:group_id',
    handler: readTrackedGroup,
    needs: ['inspect'],
    query: periodExport,
  },
  {
    id: 'deleteAllPeriods',
    method: 'DELETE',
    path: '/api/trackedGroupMessages/:user_id',
    handler: deleteAllPeriods,
    needs: ['operate'],
    query: periodFilters,
  },
  {
    id: 'deletePeriods',
    method: 'DELETE',
    path: '/api/trackedGroupMessages/:user_id/:group_id',
    handler: deletePeriods,
    needs: ['operate'],
    query: periodFilters,
  },

  {
    id: 'readUsage',
    method: 'GET',
    path: '/api/usage/:user_id',
    handler: readUsage,
    needs: ['read'],
    query: usageKeys,
  },
  {
    id: 'readEvents',
    method: 'GET',
    path: '/api/events',
    handler: readEvents,
    needs: ['read'],
    query: { user_id: 'text' },
    isAudited: true,
    isPolled: true,
  },
] as const satisfies readonly Route[];

/** The name of a call. */
export type RouteId = (typeof routes)[number]['id'];
