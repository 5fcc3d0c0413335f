import type { ZodType } from 'zod';
import { z } from 'zod';
import type { ConfigurationProblem } from '../contracts/errors.ts';
import { SECRET_NAME } from '../secret-name.ts';

/** What stands in the place of a secret in every document that leaves the process. */
export const SECRET_MASK = '********';

const SECTIONS = ['chat_provider_config', 'llm_provider_config'] as const;

/** The schema of the plugin that a section names, or null when it is not installed. */
export type SchemaOf = (section: (typeof SECTIONS)[number], providerName: unknown) => ZodType | null;

type Settings = Record<string, unknown>;

/** A copy of the document in which every secret is {@link SECRET_MASK}. */
export function maskSecrets(document: Record<string, unknown>, schemaOf: SchemaOf): Record<string, unknown> {
  const masked = structuredClone(document);
  for (const { settings, key } of secretsOf(masked, schemaOf)) {
    if (settings[key] !== null && settings[key] !== undefined && settings[key] !== '')
      settings[key] = SECRET_MASK;
  }
  return masked;
}

/**
 * A copy of the document in which each mask is replaced by the secret stored at the same place.
 * Where nothing is stored (a new bot, a copy under another id) the mask is a problem of the document.
 */
export function restoreSecrets(
  document: Record<string, unknown>,
  stored: Record<string, unknown> | null,
  schemaOf: SchemaOf,
): { document: Record<string, unknown>; problems: ConfigurationProblem[] } {
  const restored = structuredClone(document);
  const problems: ConfigurationProblem[] = [];
  for (const { settings, key, section, path } of secretsOf(restored, schemaOf)) {
    if (settings[key] !== SECRET_MASK) continue;
    const secret = stored === null ? undefined : valueAt(settingsOf(stored, section), path);
    const at = `${section}.provider_config.${path.join('.')}`;
    if (typeof secret !== 'string' || secret === SECRET_MASK) {
      problems.push({ path: at, message: MASK_WITHOUT_SECRET });
    } else if (destinationOf(restored, section) !== destinationOf(stored, section)) {
      problems.push({ path: at, message: MASK_FOR_ANOTHER });
    } else {
      settings[key] = secret;
    }
  }
  return { document: restored, problems };
}

const MASK_WITHOUT_SECRET = 'is masked, but no secret is stored for this bot; write the secret itself';

const MASK_FOR_ANOTHER =
  'is masked, but the provider or the server that it is for has changed; write the secret itself';

/** Whom the secrets of a section are for: a mask must not carry them to anybody else. */
function destinationOf(document: Record<string, unknown> | null, section: (typeof SECTIONS)[number]): string {
  const { provider_name } = (document?.[section] ?? {}) as Settings;
  return JSON.stringify([provider_name, settingsOf(document ?? {}, section)?.base_url ?? null]);
}

interface SecretPlace {
  section: (typeof SECTIONS)[number];
  path: string[];
  settings: Settings;
  key: string;
}

function secretsOf(document: Record<string, unknown>, schemaOf: SchemaOf): SecretPlace[] {
  return SECTIONS.flatMap((section) => {
    const settings = settingsOf(document, section);
    if (settings === null) return [];
    const schema = schemaOf(section, (document[section] as Settings).provider_name);
    return placesIn(settings, [], declaredKeys(schema)).map((place) => ({ section, ...place }));
  });
}

/**
 * Declared keys are secret when their schema says so; others, at any depth, when they are named like a secret, with
 * every text below them.
 */
function placesIn(
  settings: Settings,
  path: string[],
  declared: ReadonlyMap<string, boolean>,
  isSecret = false,
): Omit<SecretPlace, 'section'>[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const here = [...path, key];
    const isNamedSo = isSecret || SECRET_NAME.test(key);
    if (declared.get(key) ?? (isNamedSo && typeof value === 'string')) return [{ path: here, settings, key }];
    if (declared.has(key) || typeof value !== 'object' || value === null) return [];
    return placesIn(value as Settings, here, new Map(), isNamedSo);
  });
}

/** The keys of a plugin's settings that its schema marks as secret. */
export function declaredSecrets(schema: ZodType): ReadonlySet<string> {
  const secrets = [...declaredKeys(schema)].filter(([, isSecret]) => isSecret);
  return new Set(secrets.map(([key]) => key));
}

function declaredKeys(schema: ZodType | null): Map<string, boolean> {
  const shape = schema !== null && 'shape' in schema && isSettings(schema.shape) ? schema.shape : {};
  return new Map(Object.entries(shape).map(([key, field]) => [key, isWriteOnly(field as ZodType)]));
}

/** The mark may sit on the field itself or below its default or optional wrapper. */
function isWriteOnly(field: ZodType): boolean {
  if (z.globalRegistry.get(field)?.writeOnly === true) return true;
  const inner = (field.def as { innerType?: ZodType }).innerType;
  return inner !== undefined && isWriteOnly(inner);
}

function settingsOf(document: Record<string, unknown>, section: string): Settings | null {
  const value = document[section];
  return isSettings(value) && isSettings(value.provider_config) ? value.provider_config : null;
}

function valueAt(settings: Settings | null, path: readonly string[]): unknown {
  const step = (value: unknown, key: string) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Settings)[key]
      : undefined;
  return path.reduce<unknown>(step, settings);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
