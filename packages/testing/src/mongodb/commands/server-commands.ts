import { Double, Int32 } from 'bson';
import type { BsonDocument } from '../values/document.ts';
import type { Command } from './command.ts';

/** The server whose behaviour is followed. */
export const SERVER_VERSION = '7.0.0';

const ping: Command = { run: () => ({}) };

const endSessions: Command = { run: () => ({}) };

const buildInfo: Command = {
  run: () => ({
    version: SERVER_VERSION,
    versionArray: [7, 0, 0, 0].map((part) => new Int32(part)),
    gitVersion: 'chat-imposter-testing',
    modules: [],
    bits: new Int32(64),
    debug: false,
    maxBsonObjectSize: new Int32(16 * 1024 * 1024),
  }),
};

const getDefaultRWConcern: Command = {
  fields: ['inMemory'],
  run: () => ({ defaultReadConcern: { level: 'local' }, defaultWriteConcern: { w: 'majority' } }),
};

const connectionStatus: Command = {
  fields: ['showPrivileges'],
  run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
};

/** Commands about the server itself. */
export const serverCommands: Record<string, Command> = {
  ping,
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus,
  endSessions,
  killSessions: endSessions,
  refreshSessions: endSessions,
  getDefaultRWConcern,
};

/** Part of every answer that succeeds. */
export function okReply(fields: BsonDocument): BsonDocument {
  return { ...fields, ok: new Double(1) };
}
