import {
  type BinaryNode,
  getAllBinaryNodeChildren,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  getBinaryNodeChildString,
  jidDecode,
} from '@whiskeysockets/baileys';
import type { Directory } from './directory.ts';
import { groupAnswers } from './group-queries.ts';
import { bundleNodes, type KeyBundle, readBundle, readKeyList, readRegistrationId } from './key-bundle.ts';
import { node, queryName } from './nodes.ts';
import type { Person } from './person.ts';
import type { Answer, Answers, QueryContext } from './query.ts';

/** The answer to a query; `undefined` when this server does not know it. */
export async function answer(query: BinaryNode, context: QueryContext): Promise<Answer | undefined> {
  return ANSWERS[queryName(query)]?.(query, context);
}

const ANSWERS: Answers = {
  ...groupAnswers,
  'encrypt count': keyCount,
  'encrypt registration': storeKeys,
  'encrypt digest': () => [node('digest')],
  'encrypt key': bundles,
  'passive active': () => [],
  'passive passive': () => [],
  'abt props': () => [node('props', { protocol: '1', hash: '1', refresh: '86400' })],
  blocklist: () => [node('list')],
  'privacy privacy': () => [node('privacy', {}, [node('category', { name: 'readreceipts', value: 'all' })])],
  'privacy tokens': () => [node('tokens')],
  'w:p ping': () => [],
  'urn:xmpp:whatsapp:dirty clean': () => [],
  'w:sync:app:state sync': collections,
  'usync usync': profiles,
};

/** A client that is told of none makes 812 keys, of one it makes 5 (`Defaults/index.js` of Baileys). */
function keyCount(_query: BinaryNode, { device, fewKeys }: QueryContext): BinaryNode[] {
  const count = device.oneTimeKeyCount || (fewKeys ? 1 : 0);
  return [node('count', { value: String(count) })];
}

function storeKeys(query: BinaryNode, { device }: QueryContext): BinaryNode[] {
  device.storeKeys(readBundle(query, readRegistrationId(query)), readKeyList(query));
  return [];
}

async function bundles(query: BinaryNode, { directory }: QueryContext): Promise<BinaryNode[]> {
  const asked = getBinaryNodeChildren(getBinaryNodeChild(query, 'key'), 'user');
  const found = await Promise.all(asked.map((user) => bundleOf(user.attrs.jid, directory)));
  return [node('list', {}, found)];
}

async function bundleOf(jid: string | undefined, directory: Directory): Promise<BinaryNode> {
  const bundle = await takeBundle(jid, directory);
  const missing = node('error', { code: '404', text: 'item-not-found' });
  return node('user', { jid }, bundle ? bundleNodes(bundle) : [missing]);
}

async function takeBundle(jid: string | undefined, directory: Directory): Promise<KeyBundle | undefined> {
  const device = jidDecode(jid)?.device ?? 0;
  const person = directory.find(jid);
  return device === 0 ? person?.signal.bundle() : person?.devices.get(device)?.takeBundle();
}

/** Of all settings only the address book ever changes. */
function collections(query: BinaryNode, { owner }: QueryContext): BinaryNode[] {
  const asked = getBinaryNodeChildren(getBinaryNodeChild(query, 'sync'), 'collection');
  return [
    node(
      'sync',
      {},
      asked.map(({ attrs }) => owner.addressBook.answer(attrs)),
    ),
  ];
}

function profiles(query: BinaryNode, { directory }: QueryContext): BinaryNode[] {
  const request = getBinaryNodeChild(query, 'usync');
  const asked = getAllBinaryNodeChildren(getBinaryNodeChild(request, 'query') ?? node('query'));
  const names = asked.map(({ tag }) => tag);
  const users = getBinaryNodeChildren(getBinaryNodeChild(request, 'list'), 'user');
  const found = users.map((user) => profile(user, names, directory));
  return [node('usync', request?.attrs, [node('list', {}, found)])];
}

/** One user of a `usync` answer, with what was asked about them. */
function profile(user: BinaryNode, asked: readonly string[], directory: Directory): BinaryNode {
  const phone = getBinaryNodeChildString(user, 'contact')?.replace('+', '');
  const jid = user.attrs.jid ?? `${phone}@s.whatsapp.net`;
  const facts = knownFacts(jid, directory.find(jid)).filter(({ tag }) => asked.includes(tag));
  return node('user', { jid }, facts);
}

function knownFacts(jid: string, person: Person | undefined): BinaryNode[] {
  if (!person) return [node('contact', { type: 'out' })];
  const facts = [node('contact', { type: 'in' }), deviceList(person)];
  return jid === person.id && person.isLidPublic ? [...facts, node('lid', { val: person.lid })] : facts;
}

function deviceList(person: Person): BinaryNode {
  const linked = [...person.devices.keys()].map(String);
  const devices = linked.map((id) => node('device', { id, 'key-index': id }));
  return node('devices', {}, [node('device-list', {}, [node('device', { id: '0' }), ...devices])]);
}
