import { type Document, MongoClient, type MongoClientOptions } from 'mongodb';

/** A client that remembers the commands that it has sent. */
export class ObservingClient {
  readonly client: MongoClient;
  readonly commands: Document[] = [];

  constructor(url: string, options: MongoClientOptions = {}) {
    this.client = new MongoClient(url, { ...options, monitorCommands: true });
    this.client.on('commandStarted', ({ command }) => this.commands.push(command));
  }

  /** The statements of the writes of a collection, in order. */
  updatesOf(collection: string): Document[] {
    return this.commands
      .filter(({ update }) => update === collection)
      .flatMap(({ updates }) => updates as Document[]);
  }
}
