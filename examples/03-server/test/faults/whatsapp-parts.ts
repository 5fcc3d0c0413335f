import { availableParallelism, loadavg } from 'node:os';
import { type BacklogRunResult, brokenByBacklog, runBacklog } from './hosts/backlog-run.ts';
import { brokenByCutSends, runCutSends } from './hosts/cut-sends-run.ts';
import { brokenByDeliveries, type DeliveryRunOptions, runDeliveries } from './hosts/delivery-run.ts';
import { encryptionTypes } from './hosts/host-protocol.ts';
import { brokenByLoad, runLoad } from './hosts/load-run.ts';
import { brokenByRepeats, runRepeats } from './hosts/repeats-run.ts';

/** What a part of the run works with. */
export interface PartOptions {
  seed: number;
  folder: string;
  /** Whether it is a broken promise when something takes too long. */
  isTimed: boolean;
}

/** What came out of a part. */
export interface PartResult {
  /** Fit to be printed as one line of JSON. */
  figures: object;
  /** The promises that were broken. */
  broken: string[];
}

/** The parts of the run that go through real WhatsApp connections, by their names, each as often as it is given. */
export const whatsAppParts = {
  'killed after the commit': (options: PartOptions, rounds = 100) =>
    besideStock({ ...options, by: 'kill', side: 'after', rounds }),
  'killed before the commit': async (options: PartOptions, rounds = 20) => {
    const figures = await runDeliveries({ ...options, host: 'imposter', by: 'kill', side: 'before', rounds });
    return { figures, broken: brokenByDeliveries(figures) };
  },
  'cut after the commit': (options: PartOptions, rounds = 167) =>
    besideStock({ ...options, by: 'cut', side: 'after', rounds }),
  backlog: workOffBacklog,
  'killed under load': async (options: PartOptions, kills = 500) => {
    const figures = await runLoad({ ...options, kills });
    return { figures, broken: brokenByLoad(figures) };
  },
  'delivered again': async (options: PartOptions, most = 837) => {
    const figures = await runRepeats({ ...options, times: [1, 3, most] });
    return { figures, broken: brokenByRepeats(figures) };
  },
  'cut sends': async (options: PartOptions, cuts = 1_000) => {
    const figures = await runCutSends({ ...options, cuts });
    return { figures, broken: brokenByCutSends(figures) };
  },
} satisfies Record<string, (options: PartOptions, count?: number) => Promise<PartResult>>;

/** Runs the same with our bot and with Baileys alone, which must lose something: the run can tell. */
async function besideStock(options: Omit<DeliveryRunOptions, 'host'>): Promise<PartResult> {
  const imposter = await runDeliveries({ ...options, host: 'imposter' });
  const stock = await runDeliveries({ ...options, host: 'stock' });
  const isLosing = encryptionTypes.some((type) => stock[type].lost > 0);
  const broken = [...brokenByDeliveries(imposter), ...(isLosing ? [] : ['stock loses nothing'])];
  return { figures: { imposter, stock }, broken };
}

/** How long nothing else may have its turn while a backlog is worked off. */
const LONGEST_BUSY_MS = 100;

/**
 * Works off a backlog, and once more when the event loop was busy for too long: on a machine that others use, a process
 * may have to wait for its turn. When it is short of processors, what the process itself computed at a time decides.
 */
async function workOffBacklog(options: PartOptions, messages = 5_000): Promise<PartResult> {
  const run = () => runBacklog({ ...options, messages, contacts: 40 });
  const runs = [await run()];
  if (options.isTimed && runs.every(isBusy)) runs.push(await run());
  const broken = runs.flatMap(brokenByBacklog);
  if (options.isTimed && runs.every(isBusy)) broken.push('busy for too long');
  return { figures: { runs }, broken };
}

function isBusy({ lag }: BacklogRunResult): boolean {
  const [load = 0] = loadavg();
  const isShort = load > availableParallelism();
  return (isShort ? lag.maxComputingMs : lag.maxMs) > LONGEST_BUSY_MS;
}
