import { describe, expect, it } from 'vitest';
import { document, setUp } from './test-support/bot.ts';

const group = (cronTrackingSchedule: string) => ({
  groupIdentifier: 'g@fake',
  displayName: 'Movies',
  cronTrackingSchedule,
});

describe('The schedules of a configuration', () => {
  it('are refused with all that is wrong with the document, and where', async () => {
    const { imposter } = setUp();
    const periodic_group_tracking = [group('0/20 * * * *'), group('0 25 * * *'), group('')];
    const wrong = document({ periodic_group_tracking, surprise: true });
    for (const attempt of [() => imposter.start(wrong), () => imposter.saveConfiguration([wrong])]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'invalid_configuration',
        problems: expect.arrayContaining([
          {
            path: 'periodic_group_tracking.1.cronTrackingSchedule',
            message: expect.stringMatching(/wrong hour/),
          },
          { path: 'periodic_group_tracking.2.cronTrackingSchedule', message: expect.stringMatching(/5/) },
          expect.objectContaining({ message: expect.stringContaining('surprise') }),
        ]),
      });
    }
    expect(await imposter.configuredUserIds()).toEqual([]);
  });

  it('are taken when they are right, whatever else the tracking does not say', async () => {
    const { imposter } = setUp();
    const periodic_group_tracking = [group('0 30 12 * * *'), group('0 9 L * ?')];
    await expect(imposter.saveConfiguration(document({ periodic_group_tracking }))).resolves.toMatchObject({
      userId: 'yahav',
    });
  });
});
