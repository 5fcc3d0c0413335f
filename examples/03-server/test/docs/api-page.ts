/** What `openapi.json` says, as far as the page shows it. */
export interface ApiDocument {
  paths: Record<string, Record<string, ApiOperation>>;
}

interface ApiOperation {
  tags: string[];
  summary: string;
  description: string;
  parameters: { name: string; in: string; description: string; schema: { enum?: string[] } }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema?: { $ref?: string }; example?: unknown }> }
  >;
}

interface Call extends ApiOperation {
  name: string;
}

const HEAD = `# HTTP API

This page is made of [openapi.json](openapi.json), which a server shows at \`/openapi.json\` with the providers that it has, and
at \`/docs\` as a page to try things on. How to mount the API, and who may call, is in the
[README of http-api](../packages/http-api/README.md). Times are epoch milliseconds. Refusals are \`application/problem+json\`
with a \`code\`; those that any call can be answered with are left out below: 400 \`malformed_path\`, \`malformed_query\`,
\`malformed_body\`, 401 \`unauthorized\`, 403 \`forbidden\`, \`forbidden_origin\`, 404 \`unknown_bot\`, 413 \`payload_too_large\`,
415 \`unsupported_media_type\`, 421 \`forbidden_host\`, 429 \`too_many_attempts\`, \`too_many_calls\`, 500 \`internal_error\`,
503 \`store_unavailable\`, \`owner_unreachable\`, \`closed\`.
`;

const USUAL = new Set(HEAD.match(/`[a-z_]+`/g)?.map((word) => word.slice(1, -1)));

/** The page of an API in Markdown. */
export function apiPage({ paths }: ApiDocument): string {
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]): Call => ({ name: `${method.toUpperCase()} ${path}`, ...operation }),
    ),
  );
  const sections = Map.groupBy(calls, ({ tags }) => tags[0] ?? '');
  return [HEAD, ...[...sections].map(([tag, each]) => `## ${tag}\n\n${each.map(callText).join('\n')}`)].join(
    '\n',
  );
}

function callText(call: Call): string {
  const blocks = [`### \`${call.name}\``, `${call.summary}. ${call.description.replaceAll('\n\n', ' ')}`];
  const parameters = call.parameters.filter((parameter) => parameter.in !== 'path');
  if (parameters.length > 0) {
    blocks.push(
      parameters
        .map(
          (parameter) =>
            `* \`${parameter.name}\`${inHeader(parameter)}: ${parameter.description}${choices(parameter)}`,
        )
        .join('\n'),
    );
  }
  if (call.requestBody !== undefined) blocks.push(bodyOf(call));
  blocks.push(...answerBlocks(call), ...refusalBlocks(call));
  return `${blocks.join('\n\n')}\n`;
}

function bodyOf({ requestBody }: Call): string {
  const [name] = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema.$ref.split('/').at(-1));
  return name === 'UserConfiguration' ? 'The body is a configuration.' : 'The body is `{"text": "…"}`.';
}

function inHeader(parameter: { in: string }): string {
  return parameter.in === 'header' ? ' (header)' : '';
}

function choices({ schema }: { schema: { enum?: string[] } }): string {
  return schema.enum === undefined ? '' : ` One of ${schema.enum.join(', ')}.`;
}

function answerBlocks({ responses }: Call): string[] {
  const content = (responses[200] ?? responses[202])?.content;
  if (content === undefined) return ['Answers 204, with nothing.'];
  const [type = '', ...others] = Object.keys(content);
  const { example, schema } = content[type] ?? {};
  const more = others.length === 0 ? '' : ` Also as ${others.map((other) => `\`${other}\``).join(' and ')}.`;
  if (example !== undefined)
    return [`\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\`${more && `\n\n${more.trim()}`}`];
  const name = schema?.$ref?.split('/').at(-1);
  return [
    `Answers ${name === undefined ? `\`${type}\`` : `a document: \`${name}\` in openapi.json`}.${more}`,
  ];
}

function refusalBlocks({ responses }: Call): string[] {
  const own = Object.entries(responses).flatMap(([status, { description }]) => {
    if (Number(status) < 400) return [];
    const codes = (description.match(/[a-z_]+/g) ?? []).filter((code) => !USUAL.has(code));
    return codes.length === 0 ? [] : [`${status} ${codes.map((code) => `\`${code}\``).join(', ')}`];
  });
  return own.length === 0 ? [] : [`Refusals of its own: ${own.join('; ')}.`];
}
