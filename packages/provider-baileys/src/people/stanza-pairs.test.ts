import { describe, expect, it } from 'vitest';
import { pairsInGroupNode, pairsOnStanza } from './stanza-pairs.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const own = '15550000001:2@s.whatsapp.net';
const ownLid = '90000000009:2@lid';
const group = '120363000000000000@g.us';
const annPair = { phone: ann, lid: annLid };
const ownPair = { phone: '15550000001@s.whatsapp.net', lid: '90000000009@lid' };

describe('pairsOnStanza', () => {
  it.each([
    ['a message under the number', { from: '15551110001:7@s.whatsapp.net', sender_lid: annLid }, [annPair]],
    ['a message under the LID', { from: '90000000001:7@lid', sender_pn: ann }, [annPair]],
    ['a message without the other id', { from: annLid }, []],
    ['a message in a group', { from: group, participant: annLid, participant_pn: ann }, [annPair]],
    [
      'a message in a group of numbers',
      { from: group, participant: ann, participant_lid: annLid },
      [annPair],
    ],
    [
      'a message of the owner to a number',
      { from: own, recipient: ann, peer_recipient_lid: annLid },
      [annPair],
    ],
    [
      'a message of the owner to a LID',
      { from: ownLid, recipient: annLid, peer_recipient_pn: ann },
      [annPair],
    ],
    [
      'a message of the owner that names everybody',
      { from: ownLid, sender_pn: own, recipient: annLid, recipient_pn: ann },
      [ownPair, annPair],
    ],
    ['two numbers', { from: ann, sender_pn: own }, []],
    ['a group beside a person', { from: group, participant: group, participant_pn: ann }, []],
  ])('finds in %s what it says', (_what, attrs, pairs) => {
    expect(pairsOnStanza({ tag: 'message', attrs })).toEqual(pairs);
  });
});

describe('pairsInGroupNode', () => {
  it('finds members, creators and who named the group, however deep', () => {
    const members = [
      { tag: 'participant', attrs: { jid: annLid, phone_number: ann } },
      { tag: 'participant', attrs: { jid: own, lid: ownLid } },
      { tag: 'participant', attrs: { jid: '90000000002@lid' } },
    ];
    const attrs = {
      id: '1',
      creator: '90000000003@lid',
      creator_pn: '3@s.whatsapp.net',
      s_o: ownLid,
      s_o_pn: own,
    };
    const answer = {
      tag: 'iq',
      attrs: {},
      content: [{ tag: 'groups', attrs: {}, content: [{ tag: 'group', attrs, content: members }] }],
    };
    expect(pairsInGroupNode(answer)).toEqual([
      { phone: '3@s.whatsapp.net', lid: '90000000003@lid' },
      ownPair,
      annPair,
      ownPair,
    ]);
  });
});
