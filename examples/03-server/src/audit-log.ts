import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Audit } from '@chat-imposter/http-api';

/** Appends a line of JSON to a file for each call that changes something or shows private texts. It is made when it is missing. */
export function auditLog(path: string): Audit {
  let written: Promise<unknown> = Promise.resolve();
  return ({ time, principal, address, action, userId: user_id, contactId: contact_id, status }) => {
    const line = JSON.stringify({ time, principal, address, action, user_id, contact_id, status });
    const append = async () => {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, `${line}\n`, { mode: 0o600 });
    };
    // One after the other, so that no line is cut by another; one that failed does not keep the next from being tried.
    const appended = written.then(append, append);
    written = appended;
    return appended;
  };
}
