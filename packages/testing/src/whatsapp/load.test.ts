import { describe, expect, it } from 'vitest';
import { startWhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

const BACKLOG = 5_000;
const BOTS = 50;

describe('a large backlog', () => {
  it(`of ${BACKLOG} messages is written, delivered in order and confirmed`, async () => {
    await using whatsapp = await startWhatsAppServer();
    const phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    const client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
    await client.close();
    await phone.disconnected();

    const sent = await Promise.all(Array.from({ length: BACKLOG }, (_, index) => ann.says(`${index}`)));
    client.connect();
    await phone.confirmed({ timeoutMs: 60_000 });
    const arrived = client.stanzas.slice(-BACKLOG);
    expect(arrived).toEqual(sent.map(({ id }) => id));
    await client.close();
  }, 90_000);
});

describe('many linked devices', () => {
  it(`of ${BOTS} accounts are linked and get what a contact says to all`, async () => {
    await using whatsapp = await startWhatsAppServer({ fewKeys: true });
    const ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    const bots = await Promise.all(
      Array.from({ length: BOTS }, async (_, index) => {
        const phone = whatsapp.phone({ number: `1555000${1000 + index}`, name: `Owner ${index}` });
        const client = new TestClient(whatsapp.url);
        client.connect();
        await phone.scan(await client.qr());
        await phone.connected({ timeoutMs: 60_000 });
        return { phone, client };
      }),
    );
    expect(bots[0]?.phone.devices.get(2)?.oneTimeKeyCount).toBeLessThan(6);
    for (const { phone } of bots) await ann.says('hello', { to: phone });
    for (const { client } of bots) expect((await client.receives()).text).toBe('hello');
    await Promise.all(bots.map(({ client }) => client.close()));
    expect(whatsapp.problems).toEqual([]);
  }, 90_000);
});
