import type { WorkloadMessage } from '../workload/workload.ts';

/** Something that answers messages. */
export interface Candidate {
  /** Whether it asks the model: the driver's own echo does not. */
  readonly asksModel: boolean;
  start(): Promise<void>;
  /** A message comes in. Resolves when the platform may forget it. */
  receive(message: WorkloadMessage): Promise<void>;
  /** Resolves when nothing is left to be done for the replies that were sent so far. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}
