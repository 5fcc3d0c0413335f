/**
 * A moment at which a process dies, between two steps of a message's way:
 *
 * - `C0` the message came / it is recorded
 * - `C2` the message is recorded / the platform is told, which forgets it then
 * - `C3` the message is recorded / its turn is planned
 * - `C4` during the call to the model
 * - `C5` the model has answered / the decision is stored
 * - `C6` the decision is stored / the first part is sent
 * - `C7` a part was sent / its acknowledgement is seen
 * - `C8` the acknowledgement is seen / it is stored
 * - `C9` between two parts
 */
export type CrashPoint = (typeof crashPoints)[number];

/**
 * Every crash point on the way of a message. `C1`, between the record and what decryption leaves behind, is one of a
 * real platform only; `C10` and `C11` are interventions.
 */
export const crashPoints = ['C0', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9'] as const;
