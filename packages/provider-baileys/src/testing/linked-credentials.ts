import {
  type AuthenticationCreds,
  Curve,
  initAuthCreds,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
} from '@whiskeysockets/baileys';

/** Credentials of a completed link, as WhatsApp and Baileys would have made them; no server knows them. */
export function linkedCredentials(): AuthenticationCreds {
  const creds = initAuthCreds();
  const phone = Curve.generateKeyPair();
  const identity = creds.signedIdentityKey;
  const details = proto.ADVDeviceIdentity.encode({
    rawId: 7,
    timestamp: 1_795_348_800,
    keyIndex: 2,
  }).finish();
  const vouched = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, identity.public]);
  const confirmed = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, identity.public, phone.public]);
  const lid = '915550000001:2@lid';
  return {
    ...creds,
    me: { id: '15550000001:2@s.whatsapp.net', name: 'Yahav', lid },
    account: proto.ADVSignedDeviceIdentity.fromObject({
      details,
      accountSignatureKey: phone.public,
      accountSignature: Curve.sign(phone.private, vouched),
      deviceSignature: Curve.sign(identity.private, confirmed),
    }),
    signalIdentities: [{ identifier: { name: lid, deviceId: 0 }, identifierKey: phone.public }],
    platform: 'android',
    nextPreKeyId: 813,
    firstUnuploadedPreKeyId: 813,
    routingInfo: Buffer.from('loopback'),
  };
}
