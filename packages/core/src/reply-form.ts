/** What the model answers to say nothing. */
export const SILENCE = 'NO_REPLY';

/** An answer becomes at most this many messages. */
export const MAX_PARTS = 4;
