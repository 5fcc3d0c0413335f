import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('linking with a code of eight letters', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let client: TestClient;

  beforeEach(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await client.qr();
  });

  afterEach(async () => {
    await client.close();
    await whatsapp.close();
  });

  const showCode = async (custom?: string) => {
    const code = await client.socket.requestPairingCode(phone.identity.number, custom);
    await client.ping();
    return code;
  };

  it.each([undefined, 'CHATBOT1'])('links the device that shows it (%s)', async (custom) => {
    const code = await showCode(custom);
    expect(phone.linked).toBe(false);
    await phone.entersCode(code);
    await phone.connected();
    expect(client.state.creds.me?.id).toBe('15550000001:2@s.whatsapp.net');
    expect(client.state.creds.account).toBeDefined();
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    await ann.says('hi');
    expect((await client.receives()).text).toBe('hi');
    expect(whatsapp.problems).toEqual([]);
  });

  it('cannot be done with another code, but with the right one afterwards', async () => {
    const code = await showCode('RIGHT123');
    await expect(phone.entersCode('WRONG123')).rejects.toThrow('not the code that the device shows');
    expect(phone.linked).toBe(false);
    await phone.entersCode(code);
    await phone.connected();
  });

  it('cannot be done with a code that the server has declared void, but with a new one', async () => {
    const stale = await showCode();
    whatsapp.refreshLinkCodes();
    await expect(phone.entersCode(stale)).rejects.toThrow('No device shows a code');
    await client.ping();
    const code = await showCode();
    await phone.seesCode();
    await phone.entersCode(code);
    await phone.connected();
  });

  it('is refused by a server that gives no codes', async () => {
    whatsapp.refusesLinkCodes = true;
    const refused = new Promise((resolve) => client.socket.ws.once('CB:iq,type:error', resolve));
    const code = await showCode();
    await refused;
    await expect(phone.entersCode(code)).rejects.toThrow('No device shows a code');
  });

  it('cannot be done when no device shows a code, or one for another account', async () => {
    const noa = whatsapp.phone({ number: '15550000002', name: 'Noa' });
    await expect(phone.entersCode('ANYCODE1')).rejects.toThrow('No device shows a code');
    const code = await showCode();
    await expect(noa.entersCode(code)).rejects.toThrow('No device shows a code for the account of Noa');
  });
});

describe('a refreshed registration', () => {
  it('is linked with the new secret, and not with the one before', async () => {
    await using whatsapp = await startWhatsAppServer();
    const phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    const client = new TestClient(whatsapp.url);
    client.connect();
    const stale = await client.qr();
    const refreshed = new Promise((resolve) => {
      client.socket.ws.once('CB:notification,type:companion_reg_refresh', resolve);
    });
    whatsapp.refreshRegistrations();
    await refreshed;
    const secret = randomBytes(32).toString('base64');
    client.state.creds.advSecretKey = secret;
    await expect(phone.scan(stale)).rejects.toThrow('closed its connection before it confirmed');

    client.connect();
    const qr = await client.qr();
    expect(qr.split(',')[3]).toBe(secret);
    await phone.scan(qr);
    await phone.connected();
    expect(phone.linked).toBe(true);
    await client.close();
  });
});
