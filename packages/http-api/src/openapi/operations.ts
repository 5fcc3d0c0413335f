import type { RouteId } from '../routes.ts';
import type { AnswerName } from './schemas.ts';

/** What `openapi.json` says of a call, beside what its route says. */
export interface Operation {
  tag: 'Bots' | 'Configurations' | 'Conversations' | 'Playground' | 'Tracked groups' | 'Watching' | 'Server';
  summary: string;
  description?: string;
  /** What it answers: JSON of a schema, the configuration document, nothing, or another type. */
  answer: AnswerName | 'configuration' | 'nothing' | { type: string };
  /** Answers of other types, by `format`. */
  /** The status of its answer. Default: 200, or 204 for nothing. */
  status?: number;
  otherTypes?: readonly string[];
  example?: unknown;
  /** The codes of refusals that are its own, by status. */
  refusals?: Readonly<Record<number, readonly string[]>>;
}

const ann = {
  identifier: '15551110001@s.whatsapp.net',
  display_name: 'Ann',
  alternate_identifiers: ['9876@lid'],
};
const movies = { identifier: '1203630@g.us', display_name: 'Movies', alternate_identifiers: [] };
const hello = {
  id: 7,
  content: 'Hello!',
  sender: ann,
  source: 'user',
  accepted_time: 1_795_348_800_412,
  message_size: 6,
  originating_time: 1_795_348_800_000,
  group: null,
  provider_message_id: '3EB0C767D097B7C7B8F1',
};
const period = {
  _id: '3.12',
  user_id: 'dana',
  tracked_group_unique_identifier: movies.identifier,
  periodStart: 1_795_345_200_000,
  periodEnd: 1_795_348_800_000,
  messageCount: 1,
  createdAt: 1_795_348_800_020,
  messages: [
    {
      sender: ann,
      message: 'Who has seen it?',
      accepted_time: 1_795_347_000_300,
      originating_time: 1_795_347_000_000,
      provider_message_id: '3EB0A1',
    },
  ],
};
const playground = {
  user_id: 'dana',
  mode: 'fully_functional',
  last_error: null,
  is_stale: false,
  is_answering: true,
  messages: [{ id: 'said-1', from: 'contact', text: 'Hello!', time: 1_795_348_800_000 }],
  turns: [],
};
const success = (message: string) => ({ status: 'success', message });
const notConnected = { 409: ['not_connected'], 503: ['upstream_timeout'] };
const deletesPeriods = {
  tag: 'Tracked groups',
  answer: 'Deleted',
  example: { status: 'success', deleted_count: 3 },
} as const;
const showsPeriods = {
  tag: 'Tracked groups',
  otherTypes: ['application/jsonl; charset=utf-8', 'text/markdown; charset=utf-8'],
} as const;

/** What is said of each call. */
export const operations: Readonly<Record<RouteId, Operation>> = {
  health: {
    tag: 'Server',
    summary: 'Whether the process lives',
    answer: 'Ok',
    example: { status: 'ok' },
  },
  ready: {
    tag: 'Server',
    summary: 'Whether the store can be used',
    answer: 'Ok',
    example: { status: 'ok' },
    refusals: { 503: ['store_unavailable'] },
  },
  metrics: {
    tag: 'Server',
    summary: 'Figures for Prometheus',
    description: 'Counted from the first call on. Not for tokens of some bots.',
    answer: { type: 'text/plain; version=0.0.4; charset=utf-8' },
  },
  readOpenApi: {
    tag: 'Server',
    summary: 'This document',
    answer: 'OpenApi',
  },
  readDocs: {
    tag: 'Server',
    summary: 'This document as a page',
    answer: { type: 'text/html; charset=utf-8' },
  },
  readDocsFile: {
    tag: 'Server',
    summary: 'What the page is made of',
    answer: { type: 'text/javascript; charset=utf-8' },
    otherTypes: ['text/css; charset=utf-8'],
    refusals: { 404: ['not_found'] },
  },

  startBot: {
    tag: 'Bots',
    summary: 'Save a configuration and start its bot',
    description:
      'A bot that was not linked before waits for its QR to be scanned, as long as its status is asked for with `heartbeat=true`.',
    answer: 'Started',
    example: {
      successful: [
        {
          user_id: 'dana',
          instance_id: '4fd2c8a10b7e6f53',
          mode: 'fully_functional',
          warnings: [],
        },
      ],
      failed: [],
    },
    refusals: {
      409: ['already_active', 'not_connected', 'quarantined'],
      412: ['revision_conflict'],
      422: ['invalid_configuration'],
      503: ['upstream_timeout'],
    },
  },
  botStatus: {
    tag: 'Bots',
    summary: 'Where a bot stands',
    description: 'With `heartbeat=true` it keeps an attempt to link alive: one is needed each 5 seconds.',
    answer: 'BotStatus',
    example: {
      user_id: 'dana',
      status: 'connected',
      authenticated: true,
      mode: 'fully_functional',
      since: 1_795_348_800_000,
    },
  },
  reloadBot: {
    tag: 'Bots',
    summary: 'Let a linked bot work with its stored configuration',
    answer: 'Success',
    example: success('The bot "dana" works with its stored configuration.'),
    refusals: { 409: ['not_linked'], 422: ['invalid_configuration'] },
  },
  stopBot: {
    tag: 'Bots',
    summary: 'Stop a bot and keep its link',
    answer: 'Success',
    example: success('The bot "dana" is stopped. Its link, if it has one, was kept.'),
    refusals: { 409: ['not_linked'] },
  },
  resumeBot: {
    tag: 'Bots',
    summary: 'Start a linked bot that was stopped',
    answer: 'Success',
    example: success('The bot "dana" is started.'),
    refusals: { 409: ['not_linked'], 422: ['invalid_configuration'] },
  },
  unlinkBot: {
    tag: 'Bots',
    summary: 'Stop a bot and end its link',
    description: 'The configuration stays.',
    answer: 'Success',
    example: success('The bot "dana" is stopped and no longer linked. Its configuration was kept.'),
  },
  listGroups: {
    tag: 'Bots',
    summary: 'The groups of the account, asked of the platform now',
    answer: 'Groups',
    example: { groups: [{ id: movies.identifier, subject: 'Movies' }] },
    refusals: notConnected,
  },

  listConfigurations: {
    tag: 'Configurations',
    summary: 'The ids of all configured bots',
    answer: 'UserIds',
    example: { user_ids: ['dana', 'eli'] },
  },
  configurationStatuses: {
    tag: 'Configurations',
    summary: 'Where all configured bots stand',
    answer: 'BotStatuses',
    example: { configurations: [{ user_id: 'dana', status: 'connected', authenticated: true }] },
  },
  configurationSchema: {
    tag: 'Configurations',
    summary: 'The JSON Schema of a configuration',
    description: 'With the settings of the providers that are installed.',
    answer: 'Schema',
  },
  readConfiguration: {
    tag: 'Configurations',
    summary: 'A configuration, with its secrets masked',
    description: '`ETag` names this version of it; `If-Match` of a save takes it.',
    answer: 'configuration',
  },
  saveConfiguration: {
    tag: 'Configurations',
    summary: 'Save a configuration without starting anything',
    description:
      'The mask `"********"` keeps a secret that is stored, and `null` deletes it. With `If-Match` it is saved only over the version that it names, with `If-None-Match: *` only when there is none.',
    answer: 'Saved',
    example: { status: 'success', user_id: 'dana' },
    refusals: {
      ...notConnected,
      400: ['user_id_mismatch'],
      412: ['revision_conflict'],
      422: ['invalid_configuration'],
    },
  },

  deleteConfiguration: {
    tag: 'Configurations',
    summary: 'Delete a bot',
    description:
      'Ends its link, then deletes its queue, its conversations and its configuration. Periods of tracked groups and conversation logs stay. It can be repeated when it failed.',
    answer: 'Saved',
    example: { status: 'success', user_id: 'dana' },
    refusals: { 409: ['already_active'] },
  },

  listContacts: {
    tag: 'Conversations',
    summary: 'Everybody who wrote to the bot',
    answer: 'Contacts',
    example: {
      contacts: [
        {
          correspondent_id: ann.identifier,
          kind: 'direct',
          display_name: 'Ann',
          alternate_identifiers: ann.alternate_identifiers,
          may_be_answered: false,
          reason: 'whitelist',
        },
      ],
    },
  },
  readConversation: {
    tag: 'Conversations',
    summary: 'All that was said with a contact, newest first',
    description: 'What is queued, what was answered or not, and what the bot and the owner said.',
    answer: 'Conversation',
    example: {
      correspondent_id: ann.identifier,
      messages: [{ ...hello, state: 'answered', reason: null }],
      next: null,
    },
    refusals: { 400: ['invalid_cursor'] },
  },
  readDecisions: {
    tag: 'Conversations',
    summary: 'What has become of each message and why, newest first',
    description:
      '`pending` waits for its answer, and `collected` is kept without one; each other verdict is final: `answered`, `silent` (the bot decided to say nothing), `owner` (answered by hand), `evicted` by a limit, `cleared`, `skipped` (too late, or deleted by its writer), `parked` (given up after failing too often).',
    answer: 'Decisions',
    example: {
      decisions: [
        {
          correspondent_id: ann.identifier,
          verdict: 'collected',
          reason: 'whitelist',
          message: hello,
        },
      ],
      next: '1795348800412.7',
    },
    refusals: { 400: ['invalid_cursor'] },
  },
  readPlayground: {
    tag: 'Playground',
    summary: 'What was said and thought in the playground of a bot',
    answer: 'Playground',
    example: playground,
    refusals: { 422: ['invalid_configuration'], 501: ['not_supported'] },
  },
  sayInPlayground: {
    tag: 'Playground',
    summary: 'Say something to a copy of a bot, as a contact would',
    description:
      'The copy has the persona, the limits and the rhythm of the bot, and nothing of its conversations; nothing reaches a platform. Its calls of the model are real. The answer comes later: ask for the state until `is_answering` is false.',
    answer: 'Playground',
    status: 202,
    example: playground,
    refusals: { 422: ['invalid_message', 'invalid_configuration'], 501: ['not_supported'] },
  },
  resetPlayground: {
    tag: 'Playground',
    summary: 'Forget what was said in the playground of a bot',
    answer: 'nothing',
    refusals: { 501: ['not_supported'] },
  },
  readLog: {
    tag: 'Conversations',
    summary: 'The last lines of the conversation log of a contact',
    answer: 'LogLines',
    example: { lines: ['[2026-11-22 12:00:00]::[message_id=7]::[sending_user=Ann (1555…)]::: Hello!'] },
    refusals: { 501: ['not_supported'] },
  },
  readQueue: {
    tag: 'Conversations',
    summary: 'What is queued, by contact',
    answer: 'Queues',
    example: { [ann.identifier]: [hello] },
  },
  clearQueue: {
    tag: 'Conversations',
    summary: 'Take out all that is queued',
    description: 'Nothing of it is answered.',
    answer: 'nothing',
  },
  clearContact: {
    tag: 'Conversations',
    summary: 'Take out what is queued of one contact',
    answer: 'nothing',
  },
  readContext: {
    tag: 'Conversations',
    summary: 'The next requests to the model, by contact',
    answer: 'Contexts',
    example: {
      [ann.identifier]: [
        { role: 'system', content: 'You are Dana.' },
        { role: 'user', content: 'Hello!' },
      ],
    },
  },

  readTrackedGroups: {
    ...showsPeriods,
    summary: 'All groups that are tracked or have periods',
    description: 'The newest period comes first. The answer is sent as it is read.',
    answer: 'TrackedGroups',
    example: [{ group: movies, periods: [period] }],
  },
  readTrackedGroup: {
    ...showsPeriods,
    summary: 'One of them',
    answer: 'TrackedGroup',
    example: { group: movies, periods: [period] },
  },
  deleteAllPeriods: { ...deletesPeriods, summary: 'Delete periods of all groups' },
  deletePeriods: { ...deletesPeriods, summary: 'Delete periods of one group' },

  readUsage: {
    tag: 'Watching',
    summary: 'What the model cost, by hour and model',
    description: 'As far back as texts are kept.',
    answer: 'Usage',
    example: {
      usage: [
        {
          start: 1_795_348_800_000,
          model: 'gpt-5-mini',
          turns: 12,
          calls: 13,
          input_tokens: 9_120,
          cached_input_tokens: 6_144,
          output_tokens: 410,
          reasoning_tokens: 0,
          duration_ms: 15_230,
        },
      ],
    },
  },
  readEvents: {
    tag: 'Watching',
    summary: 'What happens, as Server-Sent Events',
    description:
      'Events: status, qr, pairing_code, message, edit, deletion, turn, reply, eviction, merge, period, erasure, removal, failure; and `gap`, which tells that events are missing. `data` is JSON with `time` and `user_id`. Texts need the scope `inspect`, codes to link `operate`. Goes on behind `Last-Event-ID`.',
    answer: { type: 'text/event-stream; charset=utf-8' },
  },
};
