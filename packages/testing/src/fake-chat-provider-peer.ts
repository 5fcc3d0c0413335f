import { type ChatProvider, type MessageReference, SendError } from '@chat-imposter/core';
import type {
  ChatPeer,
  ChatPeerAccount,
  OldMessage,
  WrittenMessage,
} from './chat-provider-conformance/options.ts';
import type { FakeAccount } from './fake-chat-provider/fake-account.ts';
import { createFakeChatProvider } from './fake-chat-provider.ts';

const OWNER = { identifier: 'owner@fake', alternateIdentifiers: [] };

/**
 * A platform of `createFakeChatProvider` as the conformance suite drives it.
 * @param change puts something between the suite and the provider
 */
export function fakeChatPeer(
  change: (provider: ChatProvider) => ChatProvider = (provider) => provider,
): ChatPeer {
  const platform = createFakeChatProvider();
  return {
    provider: change(platform),
    account: (userId) => new FakePeerAccount(platform.account(userId)),
    dispose: async () => {},
  };
}

class FakePeerAccount implements ChatPeerAccount {
  readonly #account: FakeAccount;
  readonly #groups = new Set<string>();
  readonly #written = new Map<string, MessageReference>();

  constructor(account: FakeAccount) {
    this.#account = account;
  }

  get isLinked(): boolean {
    return this.#account.isLinked;
  }

  get unacknowledged(): string[] {
    return [...this.#account.unacknowledgedIds];
  }

  scan(): Promise<void> {
    return this.#account.scan();
  }

  async writes(contact: string, text: string): Promise<WrittenMessage> {
    return this.#note(await this.#account.writes(idOf(contact), text));
  }

  async writesInGroup(group: string, contact: string, text: string): Promise<WrittenMessage> {
    this.#groups.add(group);
    const sender = { identifier: idOf(contact), alternateIdentifiers: [] };
    const chat = { identifier: idOf(group), kind: 'group' as const };
    return this.#note(await this.#account.writes(chat, text, { sender }));
  }

  joinsGroup(group: string): void {
    const joined = { identifier: idOf(group), alternateIdentifiers: [], savedName: group };
    this.#account.groups = [...this.#account.groups, joined];
  }

  renamesGroup(group: string, subject: string): void {
    this.#account.groups = this.#account.groups.map((known) =>
      known.identifier === idOf(group) ? { ...known, savedName: subject } : known,
    );
  }

  keepGroupsUntold(isUntold: boolean): void {
    this.#account.keepsGroupsUntold = isUntold;
  }

  async ownerWrites(contact: string, text: string): Promise<WrittenMessage> {
    const more = { source: 'user_outgoing', sender: OWNER } as const;
    return this.#note(await this.#account.writes(idOf(contact), text, more));
  }

  async edits({ messageId }: WrittenMessage, text: string): Promise<WrittenMessage> {
    return this.#begun(this.#account.edits(this.#reference(messageId), text));
  }

  async deletes({ messageId }: WrittenMessage): Promise<WrittenMessage> {
    return this.#begun(this.#account.deletes(this.#reference(messageId)));
  }

  remembers(contactOrGroup: string, messages: readonly OldMessage[]): WrittenMessage[] {
    const kind = this.#groups.has(contactOrGroup) ? 'group' : 'direct';
    const chat = { identifier: idOf(contactOrGroup), kind } as const;
    return messages.map(({ from, text, sentAt: originatingTime }) => {
      const sender = from === null ? OWNER : { identifier: idOf(from), alternateIdentifiers: [] };
      const source = from === null ? 'user_outgoing' : 'user';
      const more = { sender, source, originatingTime } as const;
      return { messageId: this.#account.remembers(chat, text, more).providerMessageId };
    });
  }

  ignoresHistoryRequests(): void {
    this.#account.answersHistoryRequests = false;
  }

  seenBy(contactOrGroup: string) {
    const seen = this.#account.sent.filter(({ chatId }) => chatId === idOf(contactOrGroup));
    return seen.map(({ messageId, text }) => ({ messageId, text }));
  }

  seenByOwner() {
    return this.seenBy('owner');
  }

  async sees(contactOrGroup: string, count: number): Promise<void> {
    while (this.seenBy(contactOrGroup).length < count) {
      await this.#account.hears(this.#account.sent.length + 1);
    }
  }

  acknowledged(): Promise<void> {
    return this.#account.acknowledged();
  }

  redeliver(): Promise<void> {
    return this.#account.redeliver();
  }

  cut(): void {
    this.#account.cut();
  }

  goDown(): void {
    this.#account.goDown();
  }

  comeUp(): void {
    this.#account.comeUp();
  }

  loseAcknowledgements(isLost: boolean): void {
    this.#account.losesAcknowledgements = isLost;
  }

  refuseSends(kind: SendError['kind'] | null): void {
    this.#account.refusal =
      kind === null ? null : new SendError(kind, 'The fake platform was told to refuse this.');
  }

  unlink(): Promise<void> {
    return this.#account.unlink();
  }

  #note(message: MessageReference): WrittenMessage {
    this.#written.set(message.providerMessageId, message);
    return { messageId: message.providerMessageId };
  }

  /** What is refused stays, and comes again. */
  #begun(delivery: Promise<void>): WrittenMessage {
    delivery.catch(() => {});
    return { messageId: this.#account.unacknowledgedIds.at(-1) ?? '' };
  }

  #reference(messageId: string): MessageReference {
    const reference = this.#written.get(messageId);
    if (reference === undefined) throw new Error(`Nobody wrote the message ${messageId}.`);
    return reference;
  }
}

function idOf(name: string): string {
  return `${name}@fake`;
}
