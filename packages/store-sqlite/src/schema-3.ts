/** What the model cost a turn: `turns.usage` is JSON, or null where it is not known. */
export const SCHEMA_3 = `
ALTER TABLE turns ADD COLUMN usage TEXT;
`;
