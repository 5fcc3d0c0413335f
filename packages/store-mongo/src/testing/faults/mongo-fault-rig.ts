import type { FaultRigOptions } from '@chat-imposter/testing/faults';
import { startMongoServer } from '@chat-imposter/testing/mongodb';
import { botProgram } from './bot-program.ts';
import { readContent } from './read-content.ts';

/** A lease that nobody gives back lasts so long. */
const LEASE_MS = 30_000;

/** Of a bot that is to be killed, in messages to the rig: each answer takes some writes more than in a file. */
export const LONGEST_LIFE = 500;

/** What a rig needs to run its bots on a server, which ends with `end`. */
export interface MongoFaultRig extends Pick<FaultRigOptions, 'program' | 'readStore' | 'beforeLife'> {
  end(): Promise<void>;
}

/** A server whose clock goes on by a lease when a bot has died, so that the next life need not wait for it. */
export async function mongoFaultRig(folder: string): Promise<MongoFaultRig> {
  let aheadMs = 0;
  const expireLeases = () => {
    aheadMs += LEASE_MS;
  };
  const server = await startMongoServer({ clock: { now: () => new Date(Date.now() + aheadMs) } });
  return {
    program: botProgram(server.url, folder),
    beforeLife: expireLeases,
    readStore: async () => {
      expireLeases();
      return readContent(server.url);
    },
    end: () => server.close(),
  };
}
