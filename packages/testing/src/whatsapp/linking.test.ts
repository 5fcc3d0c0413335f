import { Curve } from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWhatsAppServer, type WhatsAppServer } from './index.ts';
import type { Phone } from './phone.ts';
import { TestClient } from './test-client.ts';

const LOGGED_OUT = 401;

describe('linking a device', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let client: TestClient;

  beforeEach(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    client = new TestClient(whatsapp.url);
  });

  afterEach(async () => {
    await client.close();
    await whatsapp.close();
  });

  const link = async (device: TestClient, to = phone) => {
    device.connect();
    await to.scan(await device.qr());
    await to.connected();
  };

  it('links the device that shows the scanned QR code, which then logs in by itself', async () => {
    client.connect();
    const qr = await client.qr();
    expect(phone.linked).toBe(false);

    await phone.scan(qr);
    expect(phone.linked).toBe(true);

    await phone.connected();
    expect(phone.online).toBe(true);
    expect(client.state.creds.me).toMatchObject({ id: '15550000001:2@s.whatsapp.net', name: 'Yahav' });
    expect(client.state.creds.account).toBeDefined();
    expect(client.state.creds.accountSyncCounter).toBe(1);
    expect(whatsapp.problems).toEqual([]);
  });

  it('lets the linked device come back without a QR code', async () => {
    await link(client);
    const history = client.stanzas;
    expect(history).toHaveLength(2);
    await client.close();
    await phone.disconnected();
    expect(phone.online).toBe(false);

    client.connect();
    await phone.connected();
    expect(client.state.creds.routingInfo).toBeDefined();
    expect(client.stanzas).toEqual(history);
    expect(whatsapp.problems).toEqual([]);
  });

  it('forgets a device that logs itself out, and refuses its credentials afterwards', async () => {
    await link(client);
    await client.socket.logout();
    await phone.unlinked();
    expect(await client.disconnects()).toBe(LOGGED_OUT);

    client.connect();
    expect(await client.disconnects()).toBe(LOGGED_OUT);
  });

  it('refuses a device that has another transport key than the one that was linked', async () => {
    await link(client);
    const creds = { ...client.state.creds, noiseKey: Curve.generateKeyPair() };
    const thief = new TestClient(whatsapp.url, {}, { creds, keys: client.keys });
    thief.connect();
    expect(await thief.disconnects()).toBe(LOGGED_OUT);
    expect(phone.online).toBe(true);
  });

  it('tells a device that its owner removed it', async () => {
    await link(client);
    phone.unlink();
    expect(await client.disconnects()).toBe(LOGGED_OUT);
    expect(phone.linked).toBe(false);
  });

  it('refuses every login with the code it was told, until it is told otherwise', async () => {
    await link(client);
    phone.loginRefusal = 403;
    phone.disconnect('restart-required');
    expect(await client.disconnects()).toBe(403);

    phone.loginRefusal = undefined;
    client.connect();
    await phone.connected();
  });

  it('links several accounts and several devices of one account', async () => {
    const other = whatsapp.phone({ number: '15550000002', name: 'Noa' });
    const [second, third] = [new TestClient(whatsapp.url), new TestClient(whatsapp.url)];
    await Promise.all([link(client), link(second, other)]);
    await link(third);
    expect(third.state.creds.me?.id).toBe('15550000001:3@s.whatsapp.net');
    expect([phone.devices.size, other.devices.size]).toEqual([2, 1]);
    await Promise.all([second.close(), third.close()]);
  });

  it('cannot link with a text that is no QR code, or with one that nobody shows any more', async () => {
    await expect(phone.scan('https://example.com')).rejects.toThrow('not the QR code');
    client.connect();
    const qr = await client.qr();
    await client.close();
    await client.disconnects();
    await expect(phone.scan(qr)).rejects.toThrow(/No device shows this QR code|closed its connection/);
    expect(phone.linked).toBe(false);
  });

  it('cannot link with a QR code whose keys are not those of the device', async () => {
    client.connect();
    const parts = (await client.qr()).split(',');
    const forged = [parts[0], Buffer.alloc(32).toString('base64'), ...parts.slice(2)].join(',');
    await expect(phone.scan(forged)).rejects.toThrow('not those of the device');
  });
});
