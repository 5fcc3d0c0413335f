import { createInterface } from 'node:readline';
import { ImposterError } from '@chat-imposter/core';
import { createSqliteStore } from '../../sqlite-store.ts';

/**
 * Opens and closes stores on command: `open <path>` is answered by `open`, or by the code and the message of the error;
 * `close` by `closed`.
 */
let store = createSqliteStore('');

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'close') {
    await store.close();
    console.log('closed');
  } else {
    store = createSqliteStore(line.slice('open '.length));
    console.log(await open());
  }
}

async function open(): Promise<string> {
  try {
    await store.open();
    return 'open';
  } catch (error) {
    return ImposterError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
}
