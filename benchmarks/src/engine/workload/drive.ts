import type { Candidate } from '../candidates/candidate.ts';
import type { ReplyCheck } from './reply-check.ts';
import type { Workload } from './workload.ts';

/** Which part of a workload is driven, and how. */
export interface DriveOptions {
  workload: Workload;
  check: ReplyCheck;
  /** First id. */
  from: number;
  /** The id after the last. */
  to: number;
  /** Messages of contacts that are on their way at the same time; strangers' do not count. */
  inFlight: number;
}

/** What it took. */
export interface Taken {
  /** Of the whole process, helper threads included. */
  cpuMicroseconds: number;
  wallMicroseconds: number;
}

/** Without a reply for this long, one was lost. */
const PATIENCE_MS = 20_000;

/**
 * Sends the messages, a new one for each reply, and waits until everything is done.
 * @throws Error when a message is not answered, or not as it must be
 */
export async function drive(candidate: Candidate, options: DriveOptions): Promise<Taken> {
  const { check, to } = options;
  const failure = Promise.withResolvers<never>();
  check.onFailure = failure.reject;
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await Promise.race([sendAll(candidate, options).then(() => candidate.idle()), failure.promise]);
  const { user, system } = process.cpuUsage(cpu);
  const wallMicroseconds = (performance.now() - wall) * 1000;
  check.assertComplete(to, { modelIsAsked: candidate.asksModel });
  return { cpuMicroseconds: user + system, wallMicroseconds };
}

/** Resolves when each message has its reply. */
function sendAll(candidate: Candidate, { workload, check, from, to, inFlight }: DriveOptions): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const patience = setTimeout(
    () => check.onFailure(new Error(`${open} messages got no reply.`)),
    PATIENCE_MS,
  );
  let next = from;
  let open = 0;
  let isScheduled = false;
  check.onReply = () => {
    open -= 1;
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(fill);
  };
  fill();
  return promise.finally(() => clearTimeout(patience));

  function fill(): void {
    isScheduled = false;
    patience.refresh();
    while (open < inFlight && next < to) {
      const message = workload.message(next++);
      if (message.isAnswered) open += 1;
      candidate.receive(message).catch(check.onFailure);
    }
    if (open === 0 && next === to) resolve();
  }
}
