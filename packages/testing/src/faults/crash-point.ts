/**
 * A moment at which a process dies, between two steps of a message's way:
 *
 * - `C3` the message is recorded / its turn is planned
 * - `C4` during the call to the model
 * - `C5` the model has answered / the decision is stored
 * - `C6` the decision is stored / the first part is sent
 * - `C7` a part was sent / its acknowledgement is seen
 * - `C8` the acknowledgement is seen / it is stored
 * - `C9` between two parts
 */
export type CrashPoint = (typeof crashPoints)[number];

/** Every crash point between the acceptance of a message and the last acknowledgement of its answer. */
export const crashPoints = ['C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9'] as const;
