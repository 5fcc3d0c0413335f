import type { CredentialStore } from '@chat-imposter/core';
import { ContactRecords } from './contact-records.ts';
import { GroupSubjects } from './group-subjects.ts';

/** Forgets how people and groups are called, of an account that is not in use. */
export async function forgetNames(store: CredentialStore, ids: readonly string[]): Promise<void> {
  await (await ContactRecords.load(store)).forget(ids);
  await (await GroupSubjects.load(store)).forget(ids);
}
