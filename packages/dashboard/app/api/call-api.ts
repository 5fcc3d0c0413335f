import { ApiError, type FieldProblem, OfflineError } from './api-error.ts';
import { readToken } from './session.ts';

/** A call of the API. */
export interface ApiCall {
  /** Default: GET */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** Default: the one that was typed in. */
  token?: string;
}

/** What the API answered. */
export interface ApiAnswer<Body> {
  body: Body;
  headers: Headers;
}

/**
 * Calls the API and reads its JSON.
 *
 * @param path relative to the API, e.g. `chatbot/anna/status`; parts that come from data go through {@link segment}
 * @throws ApiError when it refuses, {@link OfflineError} when it cannot be reached
 */
export async function callApi<Body>(path: string, call: ApiCall = {}): Promise<Body> {
  return (await askApi<Body>(path, call)).body;
}

/** The same, with the headers of the answer. */
export async function askApi<Body>(path: string, call: ApiCall = {}): Promise<ApiAnswer<Body>> {
  const response = await requestApi(path, call);
  const text = await response.text();
  return { body: (text === '' ? null : JSON.parse(text)) as Body, headers: response.headers };
}

/** The same, before its body is read. */
export async function requestApi(
  path: string,
  { method = 'GET', body, headers, signal, token = readToken() ?? undefined }: ApiCall,
): Promise<Response> {
  const response = await fetch(new URL(path, apiUrl()), {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new OfflineError('The server cannot be reached.', { cause: error });
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** An id as one segment of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id);
}

/** Where the API is, as the page was told by the server that gave it; never by the address. */
function apiUrl(): URL {
  const path = document.querySelector<HTMLMetaElement>('meta[name="api-path"]')?.content ?? './';
  return new URL(path, document.baseURI);
}

async function errorOf(response: Response): Promise<ApiError | OfflineError> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  if (!isProblem) return new OfflineError(`The server answered with status ${response.status}.`);
  const { detail, code, errors } = (await response.json()) as {
    detail?: string;
    code?: string;
    errors?: FieldProblem[];
  };
  return new ApiError(response.status, code ?? 'unknown', detail ?? `Status ${response.status}`, errors);
}
