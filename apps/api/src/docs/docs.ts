import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { PROBLEMS } from '#domain/access/errors.js';

type SchemaObject = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], { $ref: string }>;

const ASSETS: { readonly [name: string]: string } = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

// Swagger UI styles its elements inline; nothing here is loaded from another host, so it works without a network.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Vacatur API</title>
    <link rel="icon" href="docs/favicon-32x32.png">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

// No persistAuthorization: a token must not outlive the tab of a shared office computer.
const START = `SwaggerUIBundle({ url: 'docs/json', dom_id: '#api', deepLinking: true, displayRequestDuration: true, validatorUrl: null });
`;

export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Vacatur')
    .setDescription(
      'Clients, records, findings, cases and papers of a legal aid office. Sign in with POST /sessions, then send the access token as ' +
        'Bearer. Errors are application/problem+json with a stable `code`. Every change needs If-Match with the ETag of your last reading. ' +
        'Days are YYYY-MM-DD, instants ISO 8601. null means "not known", never "no".',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return withProblems(SwaggerModule.createDocument(app, about));
}

const PROBLEM: SchemaObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', example: 'urn:vacatur:problem:invalid' },
    title: { type: 'string', example: PROBLEMS.invalid.title },
    status: { type: 'integer', example: 422 },
    code: { type: 'string', enum: Object.keys(PROBLEMS), example: 'invalid' },
    detail: { type: 'string' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'problem'],
        properties: {
          field: { type: 'string', example: 'trafficking.to' },
          problem: { type: 'string', example: 'must not be before trafficking.from' },
        },
      },
    },
    requestId: { type: 'string', format: 'uuid', description: 'Stands in the log beside what went wrong' },
  },
};

/** Every route may answer with a problem. */
function withProblems(described: OpenAPIObject): OpenAPIObject {
  const schema = { $ref: '#/components/schemas/Problem' };
  const refused = { description: 'What is wrong, by a stable code', content: { 'application/problem+json': { schema } } };
  for (const path of Object.values(described.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation) operation.responses['default'] = refused;
    }
  }
  described.components = { ...described.components, schemas: { ...described.components?.schemas, Problem: PROBLEM } };
  return described;
}

/** Serves the API's description at /docs (a page) and /docs/json (OpenAPI), from files of this machine only. */
export function serveDocs(app: NestFastifyApplication): void {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let described: OpenAPIObject | null = null;

  server.get('/docs', async (_, reply) => reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/start.js', async (_, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  server.get('/docs/json', async () => (described ??= openApi(app)));
  for (const [name, type] of Object.entries(ASSETS)) {
    server.get(`/docs/${name}`, async (_, reply) =>
      reply.header('cache-control', 'public, max-age=3600').type(type).send(await readFile(join(folder, name))),
    );
  }
}
