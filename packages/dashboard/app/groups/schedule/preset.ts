/** A schedule that can be chosen without knowing cron. Times are local: minutes since midnight. */
export type Preset =
  | { kind: 'hourly' }
  | { kind: 'daily' | 'weekdays'; minutes: number }
  | { kind: 'weekly'; minutes: number; weekday: number }
  | { kind: 'monthly'; minutes: number; day: number };

/** What can be chosen; `custom` is an expression of one's own. */
export const presetKinds = ['hourly', 'daily', 'weekdays', 'weekly', 'monthly', 'custom'] as const;

export type PresetKind = (typeof presetKinds)[number];

const TIMED = /^(\d{1,2}) (\d{1,2}) (\S+) \* (\S+)$/;
const NINE = 9 * 60;
const LATEST_DAY = 28;

/** The expression of a preset. */
export function cronOf(preset: Preset): string {
  if (preset.kind === 'hourly') return '0 * * * *';
  const time = `${preset.minutes % 60} ${Math.floor(preset.minutes / 60)}`;
  if (preset.kind === 'monthly') return `${time} ${preset.day} * *`;
  if (preset.kind === 'weekly') return `${time} * * ${preset.weekday}`;
  return preset.kind === 'weekdays' ? `${time} * * 1-5` : `${time} * * *`;
}

/** The preset that an expression is; null when it is none. */
export function presetOf(expression: string): Preset | null {
  const normal = expression.trim().replace(/\s+/g, ' ').toUpperCase().replace('MON-FRI', '1-5');
  if (normal === '0 * * * *') return { kind: 'hourly' };
  const [, minute, hour, day = '', weekday = ''] = TIMED.exec(normal) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (Number.isNaN(minutes) || Number(minute) > 59 || Number(hour) > 23) return null;
  if (day === '*' && weekday === '*') return { kind: 'daily', minutes };
  if (day === '*' && weekday === '1-5') return { kind: 'weekdays', minutes };
  if (day === '*' && /^[0-6]$/.test(weekday)) return { kind: 'weekly', minutes, weekday: Number(weekday) };
  const isDay = /^\d{1,2}$/.test(day) && Number(day) >= 1 && Number(day) <= LATEST_DAY;
  return isDay && weekday === '*' ? { kind: 'monthly', minutes, day: Number(day) } : null;
}

/** A preset of another kind, with what it has in common with the one before. */
export function presetOfKind(kind: Exclude<PresetKind, 'custom'>, before: Preset | null): Preset {
  const minutes = before !== null && before.kind !== 'hourly' ? before.minutes : NINE;
  if (kind === 'hourly') return { kind };
  if (kind === 'weekly') return { kind, minutes, weekday: 1 };
  if (kind === 'monthly') return { kind, minutes, day: 1 };
  return { kind, minutes };
}

/** `09:05` as minutes since midnight; null when it is no time. */
export function minutesOf(time: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** Minutes since midnight as `09:05`. */
export function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
