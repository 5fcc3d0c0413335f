import type { ZodType } from 'zod';
import { z } from 'zod';
import type { ConfigurationProblem } from '../contracts/errors.ts';

/** What stands in the place of a secret in every document that leaves the process. */
export const SECRET_MASK = '********';

const SECTIONS = ['chat_provider_config', 'llm_provider_config'] as const;
const SECRET_NAME = /key|token|secret|password|authorization/i;

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
    if (typeof secret === 'string' && secret !== SECRET_MASK) settings[key] = secret;
    else
      problems.push({ path: `${section}.provider_config.${path.join('.')}`, message: MASK_WITHOUT_SECRET });
  }
  return { document: restored, problems };
}

const MASK_WITHOUT_SECRET = 'is masked, but no secret is stored for this bot; write the secret itself';

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

/** Declared keys are secret when their schema says so; others, at any depth, when they are named like a secret. */
function placesIn(
  settings: Settings,
  path: string[],
  declared: ReadonlyMap<string, boolean>,
): Omit<SecretPlace, 'section'>[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const here = [...path, key];
    if (declared.get(key) ?? (SECRET_NAME.test(key) && typeof value === 'string')) {
      return [{ path: here, settings, key }];
    }
    return isSettings(value) ? placesIn(value, here, new Map()) : [];
  });
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
  return path.reduce<unknown>((value, key) => (isSettings(value) ? value[key] : undefined), settings);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
