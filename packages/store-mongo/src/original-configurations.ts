import type { Document } from 'mongodb';
import type { Connection } from './connection.ts';
import { isDuplicateKey } from './store-error.ts';

/**
 * Adds to the configurations that the original wrote what they are found by here. Of two whose ids differ by case alone
 * the second is left as it is.
 */
export async function takeOverConfigurations(connection: Connection): Promise<void> {
  const found = await connection.find<Document>('configurations', { folded_user_id: { $exists: false } });
  for (const { _id, config_data: data } of found) {
    const config_data: unknown = Array.isArray(data) ? data[0] : data;
    const userId: unknown = (config_data as { user_id?: unknown } | null | undefined)?.user_id;
    if (typeof userId !== 'string') continue;
    const fields = { folded_user_id: userId.toLowerCase(), user_id: userId, config_data, running: false };
    const filter = { _id, folded_user_id: { $exists: false } };
    try {
      await connection.run(() =>
        connection
          .collection('configurations')
          .updateOne(filter, { $set: { ...fields, revision: 1, write_id: '' } }),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
