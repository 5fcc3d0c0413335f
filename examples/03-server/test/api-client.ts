/** A JSON answer of the API. */
export interface ApiAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** Calls the API as a client without any token does. */
export async function call(url: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Asks for the status of a bot, with a heartbeat, until it is the wanted one. */
export async function untilStatus(
  url: string,
  userId: string,
  status: string,
): Promise<Record<string, unknown>> {
  for (let polls = 0; polls < 600; polls++) {
    const { body } = await call(url, 'GET', `/chatbot/${userId}/status?heartbeat=true`);
    if (body.status === status) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The bot "${userId}" did not become ${status}.`);
}
