import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ConnectionEnd,
  type Contact,
  type Moment,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
} from './index.ts';
import { TestClient } from './test-client.ts';

describe('a fault', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let ann: Contact;
  let client: TestClient;

  beforeAll(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  beforeEach(async () => {
    phone.sendTreatment = 'deliver';
    if (!phone.online) client.connect();
    await phone.connected();
  });

  afterAll(async () => {
    await client.close();
    await whatsapp.close();
  });

  describe('of a message', () => {
    it.each([463, 429, 479, 400])('is a refusal with %i, and nothing is delivered', async (code) => {
      phone.sendTreatment = { refuse: code };
      const id = await client.sends(ann.id, 'refused');
      expect(await client.refusal()).toBe(String(code));
      expect(ann.heard.filter((message) => message.id === id)).toEqual([]);
    });

    it('can depend on the message', async () => {
      const chosen = await client.sends(ann.id, 'one').then(() => '3EB0CCCCCCCCCCCCCCCCCC');
      phone.sendTreatment = ({ id, chat }) => (id === chosen && chat === ann.id ? 'lose' : 'deliver');
      await client.sends(ann.id, 'lost', chosen);
      await client.sends(ann.id, 'three');
      await client.ping();
      expect(ann.heard.slice(-2).map(({ text }) => text)).toEqual(['one', 'three']);
    });
  });

  describe('of a query', () => {
    const ask = () => client.socket.groupFetchAllParticipating();

    it('is a refusal with the chosen code', async () => {
      phone.queryFaults.set('w:g2 participating', { refuse: 429 });
      await expect(ask()).rejects.toMatchObject({ data: 429 });
      phone.queryFaults.clear();
      expect(await ask()).toEqual({});
    });

    it('is an answer that never comes', async () => {
      phone.queryFaults.set('w:p ping', 'ignore');
      await expect(client.ping(50)).rejects.toThrow('Timed Out');
      phone.queryFaults.clear();
      await client.ping();
    });
  });

  describe('of a connection', () => {
    it.each<[ConnectionEnd, number]>([
      [401, 401],
      [403, 403],
      [440, 440],
      [500, 500],
      [503, 503],
      [405, 405],
      [{ failure: 403 }, 403],
      [{ failure: 405 }, 405],
      ['socket-lost', 428],
    ])('is an end with %j, reported as %i', async (end, code) => {
      phone.disconnect(end);
      expect(await client.disconnects()).toBe(code);
      await phone.disconnected();
    });

    it.each<Moment>(['login', 'backlog', 'open'])('comes at the %s as often as it is told to', async (at) => {
      phone.interruption = { at, with: 503, times: 2 };
      phone.disconnect('socket-lost');
      expect(await client.disconnects()).toBe(428);
      for (let time = 0; time < 2; time++) {
        client.connect();
        expect(await client.disconnects()).toBe(503);
      }
      expect(phone.interruption).toBeUndefined();
      client.connect();
      await phone.connected();
    });

    it('comes when the client has just told that it is open', async () => {
      phone.interruption = { at: 'open', with: 'socket-lost' };
      phone.disconnect(515);
      for (;;) {
        const { connection } = await client.event('connection.update');
        if (connection === 'open') break;
      }
      expect(await client.disconnects()).toBe(428);
    });

    it('does not come at the opening to a connection that is open', async () => {
      phone.interruption = { at: 'open', with: 'socket-lost' };
      await client.socket.sendPresenceUpdate('available');
      await client.ping();
      expect(phone.online).toBe(true);
      phone.interruption = undefined;
    });

    it('comes before a message is taken, or before it is acknowledged', async () => {
      phone.interruption = { at: 'message', with: 'socket-lost' };
      const lost = await client.sends(ann.id, 'not taken');
      expect(await client.disconnects()).toBe(428);
      expect(phone.transmitted.filter(({ id }) => id === lost)).toEqual([]);

      client.connect();
      await phone.connected();
      phone.interruption = { at: 'acknowledgement', with: 'socket-lost' };
      const taken = await client.sends(ann.id, 'taken');
      expect(await client.disconnects()).toBe(428);
      expect(ann.heard.at(-1)).toMatchObject({ id: taken });
    });

    it('comes before a confirmation counts, so that the message is delivered again', async () => {
      phone.interruption = { at: 'receipt', with: 'socket-lost' };
      const { id } = await ann.says('confirmed in vain');
      expect(await client.disconnects()).toBe(428);
      expect(phone.unconfirmed).toEqual([id]);
      client.connect();
      await phone.confirmed();
      expect(client.stanzas.filter((stanza) => stanza === id).length).toBeGreaterThan(1);
    });

    it('leaves a deaf connection half open: not even its closing is answered', async () => {
      phone.freeze({ deaf: true });
      await expect(client.ping(50)).rejects.toThrow('Timed Out');
      let isClosed = false;
      const closing = client.close().then(() => {
        isClosed = true;
      });
      const stranger = new TestClient(whatsapp.url);
      stranger.connect();
      await stranger.qr();
      await stranger.close();
      expect(isClosed).toBe(false);
      await whatsapp.close();
      await closing;
    });
  });
});

describe('a server that is down', () => {
  it('drops new connections and keeps the open ones', async () => {
    await using whatsapp = await startWhatsAppServer();
    const phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    const [client, other] = [new TestClient(whatsapp.url), new TestClient(whatsapp.url)];
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
    whatsapp.isDown = true;
    other.connect();
    expect(await other.disconnects()).toBe(428);
    await client.ping();
    whatsapp.isDown = false;
    other.connect();
    await other.qr();
    await Promise.all([client.close(), other.close()]);
  });
});

describe('several linked devices of one account', () => {
  it('all get what is written to the account, and what the others send', async () => {
    await using whatsapp = await startWhatsAppServer();
    const phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    const devices = [1, 2, 3].map(() => new TestClient(whatsapp.url));
    for (const device of devices) {
      device.connect();
      await phone.scan(await device.qr());
      await phone.allConnected();
    }
    const { id } = await ann.says('to all of you');
    for (const device of devices) expect(await device.receives()).toMatchObject({ id, chat: ann.id });
    const [first, second, third] = devices;
    const sent = await first?.sends(ann.id, 'from the first');
    expect(await ann.hears()).toMatchObject({ id: sent, device: 2 });
    for (const device of [second, third]) {
      expect(await device?.receives()).toMatchObject({ id: sent, chat: ann.id, fromMe: true });
    }
    expect(whatsapp.problems).toEqual([]);
    await third?.close();
    await expect(phone.allConnected({ timeoutMs: 1 })).rejects.toThrow(
      'Yahav are not connected and ready: 4',
    );
    await Promise.all(devices.map((device) => device.close()));
  });
});
