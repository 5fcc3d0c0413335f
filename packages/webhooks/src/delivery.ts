/** One event on its way to one target. */
export interface Delivery {
  readonly id: string;
  /** The bot that it is about. */
  readonly userId: string;
  /** The JSON that is sent, the same at each try. */
  readonly body: string;
  /** Tries that have failed. */
  tries: number;
  /** Why the last of them did; null before. */
  lastFailure: string | null;
  isOnItsWay: boolean;
}

/** A delivery that was not tried so far. */
export function newDelivery(given: Pick<Delivery, 'id' | 'userId' | 'body'>): Delivery {
  return { ...given, tries: 0, lastFailure: null, isOnItsWay: false };
}
