import { type Document, MongoClient } from 'mongodb';

const LOOK_MS = 50;

/** Looks at the leases again and again: the fence of a bot never falls, and each belongs to one owner. */
export class LeaseWatch {
  readonly problems: string[] = [];
  readonly #client: MongoClient;
  readonly #seen = new Map<string, { fence: number; owner: string | null }>();
  readonly #timer: NodeJS.Timeout;

  constructor(url: string) {
    this.#client = new MongoClient(url);
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS);
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#client.close();
  }

  async #look(): Promise<void> {
    const leases = this.#client.db('chat_manager').collection('leases');
    for (const { _id, fence, owner } of (await leases.find().toArray()) as Document[]) {
      const before = this.#seen.get(String(_id));
      if (before !== undefined) {
        if (fence < before.fence)
          this.problems.push(`the fence of ${_id} fell from ${before.fence} to ${fence}`);
        const isOthers = owner !== null && before.owner !== null && owner !== before.owner;
        if (fence === before.fence && isOthers) this.problems.push(`fence ${fence} of ${_id} has two owners`);
      }
      const known = fence === before?.fence ? before?.owner : null;
      this.#seen.set(String(_id), { fence, owner: owner ?? known ?? null });
    }
  }
}
