import type { CredentialStore } from '@chat-imposter/core';
import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { initAuthCreds } from '@whiskeysockets/baileys';
import { decodeCredentials, encodeCredentials } from './credentials-codec.ts';
import { DurableText } from './durable-text.ts';
import { CREDENTIALS_KEY, isUnfinished } from './linked.ts';

/**
 * The account's own secrets. The same object serves every connection of a run, because Baileys changes it in place
 * and proves a link with the secret that is in it.
 */
export class Credentials {
  readonly current: AuthenticationCreds;
  readonly #text: DurableText;

  private constructor(store: CredentialStore, current: AuthenticationCreds) {
    this.current = current;
    this.#text = new DurableText(store, CREDENTIALS_KEY, () =>
      // The code by which the device was linked has served.
      encodeCredentials({ ...this.current, pairingCode: undefined }),
    );
  }

  /**
   * Reads the stored credentials, or makes new ones when there are none. Ones of a link that was never completed are
   * deleted first, with all their keys: connecting with them would be a login that WhatsApp refuses.
   * @throws CorruptCredentialsError when what is stored cannot be read; it stays as it is.
   */
  static async load(store: CredentialStore): Promise<Credentials> {
    const text = (await store.get([CREDENTIALS_KEY])).get(CREDENTIALS_KEY);
    if (text !== undefined) {
      const stored = decodeCredentials(CREDENTIALS_KEY, text);
      if (!isUnfinished(stored)) return new Credentials(store, stored);
      await store.clear();
    }
    return new Credentials(store, initAuthCreds());
  }

  /** Whether the link is complete. */
  get isLinked(): boolean {
    return Boolean(this.current.account);
  }

  /** Whether nothing is left to be stored. */
  get isStored(): boolean {
    return this.#text.isStored;
  }

  /**
   * Forgets what an attempt to link by a code left in the secrets, unless it succeeded. With it, Baileys would log in
   * as an account that the device does not belong to, instead of linking.
   */
  forgetAttempt(): void {
    if (this.isLinked) return;
    delete this.current.me;
    this.current.pairingCode = undefined;
    this.current.registered = false;
  }

  /** Stores the secrets as they are now. Those of a link that is not complete stay in memory. */
  async save(): Promise<void> {
    if (this.isLinked) await this.#text.save();
  }

  /** Resolves when nothing is left to be stored. */
  flush(): Promise<void> {
    return this.#text.flush();
  }
}
