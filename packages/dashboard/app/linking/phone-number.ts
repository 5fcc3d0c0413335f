import type { ConfigurationJson } from '../api/api-json.ts';

/** A phone number as a configuration takes it; null: what was typed is none. */
export function phoneNumberOf(typed: string): string | null {
  const number = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+?\d{7,15}$/.test(number) ? number : null;
}

/** The code as people read it out: four by four. */
export function groupedCode(code: string): string {
  return code.match(/.{1,4}/gu)?.join('-') ?? code;
}

/** The same configuration, to be linked by the code for a number, or by a QR when that is null. */
export function withPhoneNumber(configuration: ConfigurationJson, number: string | null): ConfigurationJson {
  const section = configuration.chat_provider_config;
  const { pairing_phone_number: _before, ...rest } = section?.provider_config ?? {};
  const settings = number === null ? rest : { ...rest, pairing_phone_number: number };
  return { ...configuration, chat_provider_config: { ...section, provider_config: settings } };
}
