import type { ConfigurationProblem } from '../contracts/errors.ts';
import { givenDocument } from '../given-document.ts';

/**
 * What is wrong with the schedules of a document that nobody has validated so far. What reads them is loaded for
 * documents with tracked groups only.
 */
export async function scheduleProblems(given: unknown): Promise<ConfigurationProblem[]> {
  const document = givenDocument(given);
  const groups = fieldOf(document, 'periodic_group_tracking');
  if (!Array.isArray(groups) || groups.length === 0) return [];
  const { Schedule } = await import('../tracking/schedule.ts');
  const timezone = timezoneOf(document);
  return groups.flatMap((group: unknown, index) => {
    const expression = fieldOf(group, 'cronTrackingSchedule');
    if (typeof expression !== 'string') return [];
    try {
      new Schedule(expression, timezone);
      return [];
    } catch (error) {
      const path = `periodic_group_tracking.${index}.cronTrackingSchedule`;
      return [{ path, message: (error as Error).message }];
    }
  });
}

/** That of the server when the document names none that is one: what is wrong with the zone is said at its own place. */
function timezoneOf(document: unknown): string | undefined {
  const section = fieldOf(document, 'chat_provider_config') ?? fieldOf(document, 'chatbot_provider_config');
  const timezone = fieldOf(fieldOf(section, 'provider_config'), 'timezone');
  try {
    return typeof timezone === 'string'
      ? new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
      : undefined;
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
