import { events, session, type WrongProvider } from './wrong-provider.ts';

let count = 0;

/** Mistakes with linking, stopping, sending and reconnecting. */
export const wrongSessions: readonly WrongProvider[] = [
  {
    mistake: 'sends a repetition under a new id',
    foundBy: 'shows a message that was sent again under its id once',
    complaint: /said twice/,
    spoil: session(({ send }) => ({
      send: (chatId, text, { messageId }) => send(chatId, text, { messageId: `${messageId}-${++count}` }),
    })),
  },
  {
    mistake: 'resolves a send before the platform has acknowledged it',
    foundBy: 'resolves when the platform has acknowledged, not before; sent again, it is shown once',
    complaint: /settled without an acknowledgement/,
    spoil: session(({ send }) => ({
      send: async (...parameters) => {
        send(...parameters).catch(() => {});
      },
    })),
  },
  {
    mistake: 'throws errors of its own',
    foundBy: 'fails as closed before the start, while the platform cannot be reached, and after the stop',
    complaint: /before the start/,
    spoil: session(({ send }) => ({
      send: (...parameters) =>
        send(...parameters).catch((cause: unknown) => {
          throw new TypeError('no socket', { cause });
        }),
    })),
  },
  {
    mistake: 'takes every refusal for one that may pass',
    foundBy: 'fails as restricted when the platform refuses in this way, and can send when it no longer does',
    complaint: /retryable/,
    spoil: session(({ send }) => ({
      send: (...parameters) =>
        send(...parameters).catch((error: Error) => {
          throw Object.assign(error, { kind: 'retryable' });
        }),
    })),
  },
  {
    mistake: 'reports something after the stop',
    foundBy: 'keeps the credentials',
    complaint: /after the session had stopped/,
    spoil: session(({ stop }, context) => ({
      stop: async () => {
        await stop();
        setImmediate(() => context.events.status({ status: 'disconnected' }));
      },
    })),
  },
  {
    mistake: 'does not stop',
    foundBy: 'tells nothing when it has stopped, whatever happens',
    complaint: /are you gone/,
    spoil: session(() => ({ stop: async () => {} })),
  },
  {
    mistake: 'fails at a stop before the start',
    foundBy: 'may be stopped twice, at the same time too, and before it was started',
    complaint: /was not started/,
    spoil: session(({ start, stop }) => {
      let hasStarted = false;
      return {
        start: async () => {
          hasStarted = true;
          await start();
        },
        stop: async () => {
          if (!hasStarted) throw new Error('It was not started.');
          await stop();
        },
      };
    }),
  },
  {
    mistake: 'deletes the credentials at a stop',
    foundBy: 'keeps the credentials',
    complaint: /to be true/,
    spoil: session(({ stop }, { credentials }) => ({
      stop: async () => {
        await stop();
        await credentials.clear();
      },
    })),
  },
  {
    mistake: 'keeps the credentials at a logout',
    foundBy: 'ends the link at the platform and deletes the credentials',
    complaint: /credentials that are left/,
    spoil: session(({ stop }) => ({ logout: stop })),
  },
  {
    mistake: 'connects when it is opened',
    foundBy: 'does not connect when a session is opened',
    complaint: /deeply equal/,
    spoil: (given) => ({
      ...given,
      open(context) {
        const opened = given.open(context);
        void opened.start();
        return opened;
      },
    }),
  },
  {
    mistake: 'gives a QR without a picture',
    foundBy: 'shows a QR as text and as a picture when there are no credentials',
    complaint: /PNG/,
    spoil: events(({ status }) => ({
      status: (report) =>
        status(report.qr ? { ...report, qr: { text: report.qr.text, dataUrl: report.qr.text } } : report),
    })),
  },
  {
    mistake: 'shows a QR although it is linked',
    foundBy: 'connects on stored credentials without a QR',
    complaint: /deeply equal/,
    spoil: session(({ start }, context) => ({
      start: async () => {
        context.events.status({ status: 'linking', qr: { text: 'x', dataUrl: 'x' } });
        await start();
      },
    })),
  },
  {
    mistake: 'logs the QR',
    foundBy: 'is linked after the scan, not before',
    complaint: /secrets in the log/,
    spoil: events(({ status }, { logger }) => ({
      status: (report) => {
        logger.info({ report }, 'the status has changed');
        status(report);
      },
    })),
  },
  {
    mistake: 'logs the secret of the link',
    foundBy: 'is linked after the scan, not before',
    complaint: /secrets in the log/,
    spoil: (given) => ({
      ...given,
      open: ({ credentials, logger, ...context }) =>
        given.open({
          ...context,
          logger,
          credentials: {
            get: (keys) => credentials.get(keys),
            clear: () => credentials.clear(),
            set: async (entries) => {
              logger.debug({ entries }, 'writing');
              await credentials.set(entries);
            },
          },
        }),
    }),
  },
  {
    mistake: 'does not come back after a loss',
    foundBy: 'connects again by itself after the connection was lost, says so, and shows no QR',
    complaint: /did not report connected/,
    spoil: events(({ status }) => {
      let wasLost = false;
      let wasConnected = false;
      return {
        status: (report) => {
          wasLost ||= wasConnected && report.status === 'connecting';
          wasConnected ||= report.status === 'connected';
          if (!wasLost || report.status !== 'connected') status(report);
        },
      };
    }),
  },
  {
    mistake: 'says nothing of a loss',
    foundBy: 'connects again by itself after the connection was lost, says so, and shows no QR',
    complaint: /did not report connecting/,
    spoil: events(({ status }) => ({
      status: (report) => {
        if (report.status !== 'connecting') status(report);
      },
    })),
  },
];
