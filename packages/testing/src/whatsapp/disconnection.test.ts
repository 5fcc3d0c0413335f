import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Phone, type StreamEnd, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('a disconnection', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let client: TestClient;

  beforeAll(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  beforeEach(async () => {
    if (!phone.online) client.connect();
    await phone.connected();
  });

  afterAll(async () => {
    await client.close();
    await whatsapp.close();
  });

  it.each<[StreamEnd | 'socket-lost', number]>([
    ['logged-out', 401],
    ['stream-end', 428],
    ['socket-lost', 428],
    ['replaced', 440],
    ['bad-session', 500],
    ['unavailable', 503],
    ['downgraded', 411],
  ])('by %s reaches the client as %i', async (end, code) => {
    phone.disconnect(end);
    expect(await client.disconnects()).toBe(code);
    await phone.disconnected();
  });

  it('by restart-required makes the client come back at once', async () => {
    const before = client.socket;
    phone.disconnect('restart-required');
    await phone.disconnected();
    await phone.connected();
    expect(client.socket).not.toBe(before);
  });

  it('is what an older connection of the same device gets from a newer one', async () => {
    const twin = new TestClient(whatsapp.url, {}, client.state);
    twin.connect();
    expect(await client.disconnects()).toBe(440);
    await phone.connected();
    await twin.close();
    await phone.disconnected();
  });

  it('does not happen to a frozen connection, which only falls silent', async () => {
    phone.freeze();
    await expect(client.ping(50)).rejects.toThrow('Timed Out');
    expect(phone.online).toBe(true);

    const twin = new TestClient(whatsapp.url, {}, client.state);
    twin.connect();
    await phone.connected();
    await expect(client.ping(50)).rejects.toThrow('Timed Out');
    await Promise.all([client.close(), twin.close()]);
    await phone.disconnected();
  });
});

describe('a closed server', () => {
  it('ends every wait and every connection, and can be closed twice', async () => {
    const whatsapp = await startWhatsAppServer();
    const phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    const client = new TestClient(whatsapp.url);
    client.connect();
    await client.qr();
    const waits = [ann.hears(), phone.connected()];
    const ends = waits.map((wait) => expect(wait).rejects.toThrow('The server was closed.'));

    await whatsapp.close();
    await whatsapp.close();
    await Promise.all(ends);
    await expect(ann.hears()).rejects.toThrow('The server is closed.');
    expect(await client.disconnects()).toBe(428);
  });

  it('is what a stream that is not of a WhatsApp client gets to see', async () => {
    await using whatsapp = await startWhatsAppServer();
    const stranger = new WebSocket(whatsapp.url);
    const closed = new Promise((resolve) => stranger.once('close', resolve));
    stranger.once('open', () => stranger.send('GET / HTTP/1.1'));
    await closed;
    expect(whatsapp.problems).toEqual([expect.stringContaining('This is not a WhatsApp client')]);
  });

  it('says that a number is taken, and that there is nobody to write to', async () => {
    await using whatsapp = await startWhatsAppServer();
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    expect(() => whatsapp.phone({ number: '15551110001', name: 'Yahav' })).toThrow(
      'Ann already has the number',
    );
    await expect(ann.says('hello?')).rejects.toThrow('There is no account to write to');
  });
});
