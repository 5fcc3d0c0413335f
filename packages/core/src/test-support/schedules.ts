import fc from 'fast-check';

/** Zones with and without daylight-saving time, half hours, and changes of their own, 40 of them. */
export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Moscow',
  'Europe/Istanbul',
  'Europe/Chisinau',
  'Atlantic/Azores',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Africa/Lagos',
  'Africa/Johannesburg',
  'Africa/El_Aaiun',
  'Asia/Jerusalem',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Dhaka',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Asia/Pyongyang',
  'Australia/Sydney',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Australia/Eucla',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Easter',
  'Pacific/Marquesas',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Asuncion',
  'America/Sao_Paulo',
  'America/Nuuk',
] as const;

const number = (low: number, high: number) => fc.integer({ min: low, max: high });
/** A field of a cron expression that may hold numbers from `low` to `high`. */
export const cronField = (low: number, high: number) =>
  fc.oneof(
    fc.constant('*'),
    number(low, high).map(String),
    number(2, Math.min(high, 30)).map((step) => `*/${step}`),
    fc.tuple(number(low, high), number(low, high)).map(([one, other]) => `${one},${other}`),
    fc.tuple(number(low, high), number(low, high)).map((pair) => [...pair].sort((a, b) => a - b).join('-')),
  );
